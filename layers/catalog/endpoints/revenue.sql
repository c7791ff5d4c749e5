-- The revenue of this calendar year, as JSON; no body where the client has it already. The year is that of the session's
-- time zone, intervals are in the session's style.
-- $1 version text of this statement, $2 feeds text[] that decide the answer, $3 tags text[] that the client has
-- → tag text, body text
with mapping as (
  select distinct on (source) lower(btrim(source_name)) as source, lower(btrim(target_name)) as target
  from name_mapping
  where kind = 'brand-revenue'
  order by source, source_name
),
freshness as (
  select json_build_object(
    'source', source, 'last_applied_at', to_char(last_applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'expected_every', expected_every,
    'is_stale', is_stale, 'lag', date_trunc('minute', lag)) as json
  from netsuite_raw.sync_state
  where feed = 'netsuite_invoices'
),
state as (
  select md5($1::text || to_char(current_date, 'YYYY-MM')
    || coalesce((select string_agg(source || '=' || target, ',' order by source, target) from mapping), '')
    || coalesce((select json::text from freshness), '')
    || string_agg(feed || ' ' || state, ' ' order by feed)) as tag
  from feed_states
  where feed = any ($2::text[])
)
select tag, case when tag <> all ($3::text[]) then (
  -- Sums by the names as they are written first: there are fewer of them than rows.
  with written as materialized (
    select month, brand, product_line, grouping(month) = 0 as is_month, grouping(brand) = 0 as is_brand,
      coalesce(sum(amount) filter (where currency = 'USD'), 0) as amount, bool_and(currency = 'USD') as counts
    from invoice_totals
    where month >= date_trunc('year', current_date)::date
      and month < (date_trunc('year', current_date) + interval '1 year')::date
    group by grouping sets (month, brand, product_line)
  ),
  months as (
    select to_char(each, 'YYYY-MM') as month, coalesce(w.amount, 0) as amount
    from generate_series(
      date_trunc('year', current_date::timestamp),
      greatest(date_trunc('month', current_date::timestamp), (select max(month) from written)::timestamp),
      interval '1 month') as each
    left join written w on w.is_month and w.month = each
  ),
  known_brands as (
    select coalesce(m.target, lower(btrim(c.name))) as brand
    from airtable_raw.client c
    left join mapping m on m.source = lower(btrim(c.name))
  ),
  brands as (
    select min(btrim(brand) collate "C") as brand_name, sum(amount) as amount,
      array_remove(array[
        case when not coalesce(lower(btrim(brand)) in (select k.brand from known_brands k where k.brand <> ''), false)
          then 'no_brand_match' end,
        case when not bool_and(counts) then 'other_currency' end], null) as data_gaps
    from written
    where is_brand
    group by lower(btrim(brand))
  ),
  -- Lines of which nobody can say when, or for how much.
  undated as (
    select coalesce(sum(lines), 0) as lines
    from invoice_totals
    where month = 'infinity'
  ),
  product_lines as (
    select min(btrim(product_line) collate "C") as product_line_name, sum(amount) as amount
    from written
    where not is_month and not is_brand
    group by lower(btrim(product_line))
  )
  select json_build_object(
    'ytd_total', (select coalesce(sum(amount), 0) from months),
    'monthly', (select json_agg(json_build_object('month', month, 'amount', amount) order by month) from months),
    'by_brand', (
      select coalesce(json_agg(json_build_object(
        'brand_name', nullif(brand_name, ''), 'amount', amount, 'has_data_gaps', data_gaps <> '{}', 'data_gaps', data_gaps)
        order by amount desc, brand_name), '[]')
      from brands),
    'by_product_line', (
      select coalesce(json_agg(json_build_object('product_line_name', nullif(product_line_name, ''), 'amount', amount)
        order by amount desc, product_line_name), '[]')
      from product_lines),
    'uncounted_lines', (select lines from undated),
    'has_data_gaps', (select lines > 0 from undated) or (select not coalesce(bool_and(counts), true) from written),
    'data_gaps', array_remove(array[
        case when (select lines > 0 from undated) then 'uncounted_lines' end,
        case when (select not coalesce(bool_and(counts), true) from written) then 'other_currency' end], null),
    'data_freshness', (select json from freshness))::text
) end as body
from state
