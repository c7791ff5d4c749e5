-- Removes rows of field_mapping.
-- $1 ids bigint[]
delete from field_mapping where id = any ($1)
