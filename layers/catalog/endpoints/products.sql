-- One page of the products and what is missing of them, as JSON; no body where the client has it already.
-- $1 version text of this statement, $2 feeds text[] that decide the answer, $3 tags text[] that the client has;
-- $4 sort text, $5 descending boolean, $6 place text to go on behind, or null, $7 page size int;
-- $8 status text, $9 brand text, $10 product line text, $11 gaps boolean: filters, or null
-- → tag text, body text
with state as (
  select md5($1::text || string_agg(feed || ' ' || state, ' ' order by feed)) as tag
  from feed_states
  where feed = any ($2::text[])
)
select tag, case when tag <> all ($3::text[]) then (
  with keyed as (
    select id, (case $4::text
      when 'name' then lower(left(coalesce(name, ''), 200))
      when 'status' then lower(left(coalesce(status, ''), 200))
      else ''
    end || e'\x01' || id) collate "C" as place
    from airtable_raw.product
    where ($8::text is null or status = $8)
      and ($9::text is null or $9 = any (client_ids))
      and ($10::text is null or $10 = any (product_line_ids))
  ),
  -- One page and the item behind it. Whether something is missing shows only when all are looked at.
  chosen as (
    select id, place
    from keyed
    where case when $6::text is null then true when $5::boolean then place < $6 else place > $6 end
    order by case when not $5 then place end, case when $5 then place end desc
    limit case when $11::boolean is null then $7::int + 1 end
  ),
  -- A few hundred names at most: looked up in one object, they cost a tenth of what a join does.
  names as materialized (
    select
      (select coalesce(jsonb_object_agg(id, name), '{}') from airtable_raw.client) as brands,
      (select coalesce(jsonb_object_agg(id, name), '{}') from airtable_raw.product_line) as lines
  ),
  found as (
    select c.place, p.id, p.name, p.status, p.client_ids, p.product_line_ids, p.sku_ids, p.netsuite_item_id
    from chosen c
    join airtable_raw.product p on p.id = c.id
    offset 0
  ),
  named as (
    select f.*,
      (select count(*) from airtable_raw.sku where id = any (f.sku_ids)) as sku_count,
      coalesce(brands ->> client_ids[1], (
        select brands ->> id from unnest(client_ids) with ordinality as link (id, at)
        where brands ->> id is not null order by at limit 1)) as brand_name,
      coalesce(lines ->> product_line_ids[1], (
        select lines ->> id from unnest(product_line_ids) with ordinality as link (id, at)
        where lines ->> id is not null order by at limit 1)) as product_line_name,
      not brands ?& client_ids as brand_lost, not lines ?& product_line_ids as line_lost
    from found f cross join names
    offset 0
  ),
  judged as (
    select *, array_remove(array[
        case when brand_lost then 'unresolved_brand' when brand_name is null then 'missing_brand' end,
        case when line_lost then 'unresolved_product_line' when product_line_name is null then 'missing_product_line' end,
        case when netsuite_item_id is null then 'missing_netsuite_item' end,
        case when sku_count < (select count(distinct id) from unnest(sku_ids) as id) then 'unresolved_sku' end], null) as data_gaps
    from named
    offset 0
  ),
  page as (
    select *, row_number() over (order by case when not $5 then place end, case when $5 then place end desc) as nth, count(*) over () as all_found
    from (
      select *
      from judged
      where $11 is null or (data_gaps <> '{}') = $11
      order by case when not $5 then place end, case when $5 then place end desc
      limit $7 + 1
    ) first
  )
  select json_build_object(
    'items', coalesce(json_agg(json_build_object(
      'id', id, 'name', name, 'status', status, 'brand_name', brand_name, 'product_line_name', product_line_name,
      'sku_count', sku_count, 'has_data_gaps', data_gaps <> '{}', 'data_gaps', data_gaps) order by nth) filter (where nth <= $7), '[]'),
    'next_cursor', max(page_cursor($4, $5, place)) filter (where nth = $7 and $7 < all_found))::text
  from page
) end as body
from state
