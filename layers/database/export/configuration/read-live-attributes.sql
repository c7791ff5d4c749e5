-- Every attribute that something live has: a product, its items, their resources, a channel node. It reads every record:
-- 50,000 products take one to three seconds.
-- → attribute text
with entity (attributes) as (
  select data -> 'Attributes' from records where feed = 'channel_nodes' and not deleted
  union all
  select part.attributes
  from records
  cross join lateral (
    select data -> 'Attributes'
    union all
    select part.value -> 'Attributes'
    from (values (data -> 'Items'), (data -> 'Resources'), (jsonb_path_query_array(data, '$.Items[*].Resources[*]')))
      as list (parts)
    cross join lateral jsonb_array_elements(case when jsonb_typeof(parts) = 'array' then parts else '[]' end) as part
  ) as part (attributes)
  where feed = 'products' and not deleted
)
select distinct jsonb_object_keys(case when jsonb_typeof(attributes) = 'object' then attributes else '{}' end) as attribute
from entity
