-- Has the ids that the tables give begin after those that somebody gave by hand.
with given (sequence, greatest) as (
  select pg_get_serial_sequence('csv_file_config', 'id')::regclass, max(id) from csv_file_config
  union all
  select pg_get_serial_sequence('csv_template_config', 'id')::regclass, max(id) from csv_template_config
  union all
  select pg_get_serial_sequence('field_mapping', 'id')::regclass, max(id) from field_mapping
  union all
  select pg_get_serial_sequence('decorator_data', 'id')::regclass, max(id) from decorator_data
)
select setval(sequence, greatest)
from given
where greatest > coalesce(pg_sequence_last_value(sequence), 0)
