-- One page of the SKUs and what is missing of them, as JSON; no body where the client has it already.
-- $1 version text of this statement, $2 feeds text[] that decide the answer, $3 tags text[] that the client has;
-- $4 sort text, $5 descending boolean, $6 place text to go on behind, or null, $7 page size int;
-- $8 product text, $9 region text, $10 gaps boolean: filters, or null
-- → tag text, body text
with state as (
  select md5($1::text || string_agg(feed || ' ' || state, ' ' order by feed)) as tag
  from feed_states
  where feed = any ($2::text[])
)
select tag, case when tag <> all ($3::text[]) then (
  with keyed as (
    select id, (case $4::text
      when 'sku_name' then lower(left(coalesce(sku_name, ''), 200))
      when 'size_name' then lower(left(coalesce(size_name, ''), 200))
      else ''
    end || e'\x01' || id) collate "C" as place
    from airtable_raw.sku
    where ($8::text is null or $8 = any (product_ids))
      and ($9::text is null or $9 = any (regions))
  ),
  -- One page and the item behind it. Whether something is missing shows only when all are looked at.
  chosen as (
    select id, place
    from keyed
    where case when $6::text is null then true when $5::boolean then place < $6 else place > $6 end
    order by case when not $5 then place end, case when $5 then place end desc
    limit case when $10::boolean is null then $7::int + 1 end
  ),
  found as (
    select c.place, s.id, s.sku_name, s.size_name, s.regions, s.photo_url, s.product_ids
    from chosen c
    join airtable_raw.sku s on s.id = c.id
    offset 0
  ),
  named as (
    select *,
      coalesce((select name from airtable_raw.product where id = product_ids[1]), (
        select name from airtable_raw.product
        where id = any (product_ids) and name is not null
        order by array_position(product_ids, id) limit 1)) as product_name,
      (select count(*) from airtable_raw.product where id = any (product_ids)) as products_there
    from found
    offset 0
  ),
  judged as (
    select *, array_remove(array[
        case when products_there = 0 then 'orphaned' end,
        case when products_there < (select count(distinct id) from unnest(product_ids) as id) then 'unresolved_product' end], null) as data_gaps
    from named
    offset 0
  ),
  page as (
    select *, row_number() over (order by case when not $5 then place end, case when $5 then place end desc) as nth, count(*) over () as all_found
    from (
      select *
      from judged
      where $10 is null or (data_gaps <> '{}') = $10
      order by case when not $5 then place end, case when $5 then place end desc
      limit $7 + 1
    ) first
  )
  select json_build_object(
    'items', coalesce(json_agg(json_build_object(
      'id', id, 'sku_name', sku_name, 'product_name', product_name, 'size_name', size_name,
      'regions', coalesce(regions, '{}'), 'photo_url', photo_url, 'has_data_gaps', data_gaps <> '{}',
      'data_gaps', data_gaps) order by nth) filter (where nth <= $7), '[]'),
    'next_cursor', max(page_cursor($4, $5, place)) filter (where nth = $7 and $7 < all_found))::text
  from page
) end as body
from state
