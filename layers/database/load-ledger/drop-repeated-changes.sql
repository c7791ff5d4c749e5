-- Takes out of the change set what was computed for each line of its own.
-- $1 repeated ids text[]
delete from change_set where id = any ($1::text[])
