-- The item-centric model people think in: one row for each item of a product, live or deleted with it. An item's own
-- attribute wins over its product's.
create or replace view items as
select
  item.data ->> 'EntityId' as item_id,
  p.id as product_id,
  case when jsonb_typeof(p.data -> 'Attributes') = 'object' then p.data -> 'Attributes' else '{}' end
    || case when jsonb_typeof(item.data -> 'Attributes') = 'object' then item.data -> 'Attributes' else '{}' end
    as attributes,
  p.deleted
from products p
cross join lateral jsonb_array_elements(
  case when jsonb_typeof(p.data -> 'Items') = 'array' then p.data -> 'Items' else '[]' end
) as item (data)
