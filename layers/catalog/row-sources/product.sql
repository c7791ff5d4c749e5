-- One row for each live product.
select
  product.*,
  coalesce(text_of(product.attributes -> 'ProductId'), product.entity_id) as product_key
from (
  select
    data ->> 'EntityId' collate "C" as entity_id,
    data ->> 'FieldSetId' as field_set_id,
    jsonb_array_length(array_of(data -> 'Items'))::text as item_count,
    object_of(data -> 'Attributes') as attributes
  from products
  where not deleted
  offset bigint '0'
) as product
