-- Adds rows of csv_template_config; their ids follow their order.
-- $1 rows jsonb
insert into csv_template_config (
  csv_name, column_name, source_type, source_value, default_value, transformation, required, notes
)
select
  csv_name, column_name, source_type, source_value, default_value, transformation, required, notes
from jsonb_populate_recordset(null::csv_template_config, $1) with ordinality as wanted
order by ordinality
