-- How many records the change set is about.
-- → records bigint
select count(*) as records from change_set
