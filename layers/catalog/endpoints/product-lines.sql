-- One page of the product lines with how much belongs to them, as JSON; no body where the client has it already.
-- $1 version text of this statement, $2 feeds text[] that decide the answer, $3 tags text[] that the client has;
-- $4 sort text, $5 descending boolean, $6 place text to go on behind, or null, $7 page size int;
-- $8 brand text: a filter, or null
-- → tag text, body text
with state as (
  select md5($1::text || string_agg(feed || ' ' || state, ' ' order by feed)) as tag
  from feed_states
  where feed = any ($2::text[])
)
select tag, case when tag <> all ($3::text[]) then (
  -- The product lines and what names them, one below the other: counting them needs no join.
  with mentioned as (
    select id, name, client_ids, true as is_line, 0 as product, 0 as active, 0 as dev_group
    from airtable_raw.product_line
    union all
    select distinct link.id, p.id, null::text[], false, 1, case when lower(btrim(p.status)) = 'active' then 1 else 0 end, 0
    from (select id, status, product_line_ids from airtable_raw.product offset 0) p
    cross join lateral unnest(p.product_line_ids) as link (id)
    union all
    select distinct link.id, g.id, null::text[], false, 0, 0, 1
    from (select id, product_line_ids from airtable_raw.dev_group offset 0) g
    cross join lateral unnest(g.product_line_ids) as link (id)
  ),
  counted as (
    select id, max(name) filter (where is_line) as name, sum(product) as product_count, sum(active) as active_product_count,
      sum(dev_group) as dev_group_count
    from mentioned
    group by id
    having bool_or(is_line and ($8::text is null or $8 = any (client_ids)))
  ),
  keyed as (
    select *, (case $4::text
      when 'name' then lower(left(coalesce(name, ''), 200))
      when 'product_count' then lpad(product_count::text, 12, '0')
      else ''
    end || e'\x01' || id) collate "C" as place
    from counted
  ),
  page as (
    select *, row_number() over (order by case when not $5 then place end, case when $5 then place end desc) as nth, count(*) over () as all_found
    from (
      select *
      from keyed
      where case when $6::text is null then true when $5::boolean then place < $6 else place > $6 end
      order by case when not $5 then place end, case when $5 then place end desc
      limit $7::int + 1
    ) first
  )
  select json_build_object(
    'items', coalesce(json_agg(json_build_object(
      'id', id, 'name', name, 'product_count', product_count, 'active_product_count', active_product_count,
      'dev_group_count', dev_group_count) order by nth) filter (where nth <= $7), '[]'),
    'next_cursor', max(page_cursor($4, $5, place)) filter (where nth = $7 and $7 < all_found))::text
  from page
) end as body
from state
