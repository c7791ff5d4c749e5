-- Removes rows of decorator_data.
-- $1 ids bigint[]
delete from decorator_data where id = any ($1)
