-- Changes rows of csv_file_config.
-- $1 rows jsonb, each with its id
update csv_file_config as file
set
  csv_name = wanted.csv_name,
  row_source = wanted.row_source,
  column_order = wanted.column_order,
  row_order = wanted.row_order,
  filter = wanted.filter,
  null_text = wanted.null_text,
  line_end = wanted.line_end,
  excel_safe = wanted.excel_safe,
  key_columns = wanted.key_columns,
  reference_columns = wanted.reference_columns,
  row_band = wanted.row_band,
  active = wanted.active,
  notes = wanted.notes
from jsonb_populate_recordset(null::csv_file_config, $1) as wanted
where file.id = wanted.id
