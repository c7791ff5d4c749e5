-- Adds rows of decorator_data; their ids follow their order.
-- $1 rows jsonb
insert into decorator_data (
  entity_type, entity_id, decorator_type, decorator_value, source, notes
)
select
  entity_type, entity_id, decorator_type, decorator_value, source, notes
from jsonb_populate_recordset(null::decorator_data, $1) with ordinality as wanted
order by ordinality
