-- Changes rows of decorator_data.
-- $1 rows jsonb, each with its id
update decorator_data as decorator
set
  entity_type = wanted.entity_type,
  entity_id = wanted.entity_id,
  decorator_type = wanted.decorator_type,
  decorator_value = wanted.decorator_value,
  source = wanted.source,
  notes = wanted.notes
from jsonb_populate_recordset(null::decorator_data, $1) as wanted
where decorator.id = wanted.id
