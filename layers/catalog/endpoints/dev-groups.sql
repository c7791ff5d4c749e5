-- One page of the development groups, or one of them, with their dates and what is missing of them, as JSON; no body where
-- the client has it already. The tag of one begins with that of the record, which is all that an edit asks for.
-- $1 version text of this statement, $2 feeds text[] that decide the answer, $3 tags text[] that the client has;
-- $4 sort text, $5 descending boolean, $6 place text to go on behind, or null, $7 page size int;
-- $8 brand text, $9 product line text, $10 gaps boolean: filters, or null; $11 columns text[] of the dates;
-- $12 id of one text, or null: all
-- → tag text, body text; no row where there is no such one
with state as (
  select coalesce(one.tag || '-', '') || md5($1::text || string_agg(feed || ' ' || state, ' ' order by feed)) as tag
  from feed_states
  left join (select record_tag(to_jsonb(g)) as tag from airtable_raw.dev_group g where g.id = $12::text) one on true
  where feed = any ($2::text[]) and ($12 is null or one.tag is not null)
  group by one.tag
)
select tag, case when tag <> all ($3::text[]) then (
  with keyed as (
    select id, (case $4::text
      when 'name' then lower(left(coalesce(name, ''), 200))
      when 'launch_date' then coalesce(to_char(launch_date, 'YYYY-MM-DD'), '~')
      else ''
    end || e'\x01' || id) collate "C" as place
    from airtable_raw.dev_group
    where ($8::text is null or $8 = any (client_ids))
      and ($9::text is null or $9 = any (product_line_ids))
      and ($12 is null or id = $12)
  ),
  -- One page and the item behind it. Whether something is missing shows only when all are looked at.
  chosen as (
    select id, place
    from keyed
    where case when $6::text is null then true when $5::boolean then place < $6 else place > $6 end
    order by case when not $5 then place end, case when $5 then place end desc
    limit case when $10::boolean is null then $7::int + 1 end
  ),
  -- A few hundred names at most: looked up in one object, they cost a tenth of what a join does.
  names as materialized (
    select
      (select coalesce(jsonb_object_agg(id, name), '{}') from airtable_raw.client) as brands,
      (select coalesce(jsonb_object_agg(id, name), '{}') from airtable_raw.product_line) as lines
  ),
  found as (
    select c.place, g.id, g.name, g.launch_date, g.client_ids, g.product_line_ids, g.asana_gids, to_jsonb(g) as columns
    from chosen c
    join airtable_raw.dev_group g on g.id = c.id
    offset 0
  ),
  named as (
    select f.*,
      coalesce(brands ->> client_ids[1], (
        select brands ->> id from unnest(client_ids) with ordinality as link (id, at)
        where brands ->> id is not null order by at limit 1)) as brand_name,
      not brands ?& client_ids as brand_lost, not lines ?& product_line_ids as line_lost
    from found f cross join names
    offset 0
  ),
  judged as (
    select *, array_remove(array[
        case when brand_lost then 'unresolved_brand' when brand_name is null then 'missing_brand' end,
        case when line_lost then 'unresolved_product_line'
          when coalesce(cardinality(product_line_ids), 0) = 0 then 'missing_product_line' end,
        case when launch_date is null then 'missing_launch_date' end], null) as data_gaps
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
  ),
  edited as materialized (
    select entity_id, jsonb_agg(jsonb_build_object(
        'field', field, 'value', value, 'state', state, 'last_error', last_error, 'edited_at', api_time(edited_at),
        'edited_by', edited_by) order by field) as edits
    from edit_states
    where feed = 'airtable_dev_group' and ($12 is null or entity_id = $12)
    group by entity_id
  ),
  shown as (
    select nth, place, all_found,
      jsonb_build_object(
        'id', id, 'name', name, 'brand_name', brand_name, 'asana_gids', coalesce(asana_gids, '{}'),
        'has_data_gaps', data_gaps <> '{}', 'data_gaps', data_gaps, 'edits', coalesce(edits, '[]'))
      || (select jsonb_object_agg(name, columns -> name) from unnest($11::text[]) as name) as item
    from page
    left join edited on entity_id = id
  )
  select case when $12 is null then
    json_build_object(
      'items', coalesce(json_agg(item order by nth) filter (where nth <= $7), '[]'),
      'next_cursor', max(page_cursor($4, $5, place)) filter (where nth = $7 and $7 < all_found))
    else json_agg(item) -> 0 end::text
  from shown
) end as body
from state
