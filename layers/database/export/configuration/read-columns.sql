-- The rows of csv_template_config in the order of their ids.
-- → row jsonb
select to_jsonb(template) as row from csv_template_config as template order by id
