-- The rows of field_mapping in the order of their ids.
-- → row jsonb
select to_jsonb(mapping) as row from field_mapping as mapping order by id
