-- Adds rows of field_mapping; their ids follow their order.
-- $1 rows jsonb
insert into field_mapping (
  inriver_entity, inriver_field, heiler_csv, heiler_column, transformation_rule, active, notes
)
select
  inriver_entity, inriver_field, heiler_csv, heiler_column, transformation_rule, active, notes
from jsonb_populate_recordset(null::field_mapping, $1) with ordinality as wanted
order by ordinality
