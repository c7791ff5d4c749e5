-- Changes rows of field_mapping.
-- $1 rows jsonb, each with its id
update field_mapping as mapping
set
  inriver_entity = wanted.inriver_entity,
  inriver_field = wanted.inriver_field,
  heiler_csv = wanted.heiler_csv,
  heiler_column = wanted.heiler_column,
  transformation_rule = wanted.transformation_rule,
  active = wanted.active,
  notes = wanted.notes
from jsonb_populate_recordset(null::field_mapping, $1) as wanted
where mapping.id = wanted.id
