-- As the unit's table has it.
create index on decorator_data (entity_type, entity_id, decorator_type)
