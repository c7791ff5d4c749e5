-- One page of the brands with what belongs to them and what they earn, as JSON; no body where the client has it already.
-- The year is that of the session's time zone.
-- $1 version text of this statement, $2 feeds text[] that decide the answer, $3 tags text[] that the client has;
-- $4 sort text, $5 descending boolean, $6 place text to go on behind, or null, $7 page size int;
-- $8 gaps boolean: a filter, or null
-- → tag text, body text
with mapping as (
  select distinct on (source) lower(btrim(source_name)) as source, lower(btrim(target_name)) as target
  from name_mapping
  where kind = 'brand-revenue'
  order by source, source_name
),
state as (
  select md5($1::text || date_part('year', current_date)
    || coalesce((select string_agg(source || '=' || target, ',' order by source, target) from mapping), '')
    || string_agg(feed || ' ' || state, ' ' order by feed)) as tag
  from feed_states
  where feed = any ($2::text[])
)
select tag, case when tag <> all ($3::text[]) then (
  with products as materialized (
    select p.id, link.id as brand, p.sku_ids
    from (select id, client_ids, sku_ids from airtable_raw.product offset 0) p
    cross join lateral unnest(p.client_ids) as link (id)
  ),
  -- The brands and what belongs to them, one below the other: counting needs no join.
  mentioned as (
    select id, name, true as is_brand, 0 as product, 0 as sku, 0 as dev_group
    from airtable_raw.client
    union all
    select distinct brand, id, false, 1, 0, 0
    from products
    union all
    select distinct p.brand, s.id, false, 0, 1, 0
    from products p
    cross join lateral unnest(p.sku_ids) as named (id)
    join airtable_raw.sku s on s.id = named.id
    union all
    select distinct link.id, g.id, false, 0, 0, 1
    from (select id, client_ids from airtable_raw.dev_group offset 0) g
    cross join lateral unnest(g.client_ids) as link (id)
  ),
  brands as (
    select id, max(name) filter (where is_brand) as name, sum(product) as product_count, sum(sku) as sku_count,
      sum(dev_group) as dev_group_count
    from mentioned
    group by id
    having bool_or(is_brand)
  ),
  this_year as materialized (
    select date_trunc('year', current_date)::date as first_day,
      (date_trunc('year', current_date) + interval '1 year')::date as next_year
  ),
  -- Sums by the names as they are written first: there are fewer of them than rows.
  written as (
    select brand,
      sum(amount) filter (where currency = 'USD' and month >= first_day and month < next_year) as ytd,
      bool_or(currency <> 'USD' and month >= first_day and month < next_year) as other_currency
    from invoice_totals cross join this_year
    group by brand
  ),
  revenue as (
    select lower(btrim(brand)) as brand, coalesce(sum(ytd), 0) as ytd, bool_or(other_currency) as other_currency
    from written
    group by 1
  ),
  counted as (
    select b.*, r.ytd as revenue_ytd, array_remove(array[
        case when r.brand is null then 'no_revenue_match' end,
        case when r.other_currency then 'other_currency' end], null) as data_gaps
    from brands b
    left join mapping m on m.source = lower(btrim(b.name))
    left join revenue r on r.brand = coalesce(m.target, lower(btrim(b.name)))
  ),
  -- Numbers as texts in whose order they are; what is unknown is below everything.
  keyed as (
    select *, (case $4::text
      when 'name' then lower(left(coalesce(name, ''), 200))
      when 'product_count' then lpad(product_count::text, 12, '0')
      when 'revenue_ytd' then coalesce(to_char(revenue_ytd + 1e15, 'FM0000000000000000.000000'), '')
      else ''
    end || e'\x01' || id) collate "C" as place
    from counted
    where $8::boolean is null or (data_gaps <> '{}') = $8
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
      'id', id, 'name', name, 'product_count', product_count, 'sku_count', sku_count,
      'dev_group_count', dev_group_count, 'revenue_ytd', revenue_ytd, 'has_data_gaps', data_gaps <> '{}',
      'data_gaps', data_gaps) order by nth) filter (where nth <= $7), '[]'),
    'next_cursor', max(page_cursor($4, $5, place)) filter (where nth = $7 and $7 < all_found))::text
  from page
) end as body
from state
