-- Removes rows of csv_template_config.
-- $1 ids bigint[]
delete from csv_template_config where id = any ($1)
