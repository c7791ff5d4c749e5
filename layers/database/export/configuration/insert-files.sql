-- Adds rows of csv_file_config; their ids follow their order.
-- $1 rows jsonb
insert into csv_file_config (
  csv_name, row_source, column_order, row_order, filter, null_text, line_end, excel_safe, key_columns,
  reference_columns, row_band, active, notes
)
select
  csv_name, row_source, column_order, row_order, filter, null_text, line_end, excel_safe, key_columns,
  reference_columns, row_band, active, notes
from jsonb_populate_recordset(null::csv_file_config, $1) with ordinality as wanted
order by ordinality
