-- One page of the product lines with their logos, as JSON; no body where the client has it already.
-- $1 version text of this statement, $2 feeds text[] that decide the answer, $3 tags text[] that the client has;
-- $4 sort text, $5 descending boolean, $6 place text to go on behind, or null, $7 page size int;
-- $8 logo boolean: a filter, or null
-- → tag text, body text
with state as (
  select md5($1::text || string_agg(feed || ' ' || state, ' ' order by feed)) as tag
  from feed_states
  where feed = any ($2::text[])
)
select tag, case when tag <> all ($3::text[]) then (
  with keyed as (
    select id, name, logo_url, (case $4::text
      when 'name' then lower(left(coalesce(name, ''), 200))
      else ''
    end || e'\x01' || id) collate "C" as place
    from airtable_raw.product_line
    where $8::boolean is null or (logo_url is not null) = $8
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
    'items', coalesce(json_agg(json_build_object('id', id, 'name', name, 'logo_url', logo_url) order by nth) filter (where nth <= $7), '[]'),
    'next_cursor', max(page_cursor($4, $5, place)) filter (where nth = $7 and $7 < all_found))::text
  from page
) end as body
from state
