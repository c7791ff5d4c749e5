-- Removes rows of csv_file_config.
-- $1 ids bigint[]
delete from csv_file_config where id = any ($1)
