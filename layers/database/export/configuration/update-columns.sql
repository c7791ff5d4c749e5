-- Changes rows of csv_template_config.
-- $1 rows jsonb, each with its id
update csv_template_config as template
set
  csv_name = wanted.csv_name,
  column_name = wanted.column_name,
  source_type = wanted.source_type,
  source_value = wanted.source_value,
  default_value = wanted.default_value,
  transformation = wanted.transformation,
  required = wanted.required,
  notes = wanted.notes
from jsonb_populate_recordset(null::csv_template_config, $1) as wanted
where template.id = wanted.id
