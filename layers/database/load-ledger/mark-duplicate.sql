-- The file holds the bytes of a load in force.
-- $1 landed file bigint, $2 load in force bigint
update landed_files
set duplicate_of = (select landed_file from loads where load_id = $2)
where landed_file = $1
