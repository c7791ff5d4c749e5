-- The rows of csv_file_config in the order of their ids.
-- → row jsonb
select to_jsonb(file) as row from csv_file_config as file order by id
