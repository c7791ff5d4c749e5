-- The decorators of a configuration that was kept; the name stands before that of the unit's table.
-- $1 decorators jsonb → temporary table decorator_data
create temporary table decorator_data on commit drop as
select id, entity_type, entity_id, decorator_type, decorator_value
from jsonb_to_recordset($1::jsonb)
  as kept (id bigint, entity_type text, entity_id text, decorator_type text, decorator_value text)
