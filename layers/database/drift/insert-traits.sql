-- Notes the traits that were seen and are not known. One that is learnt, or that is declared for the feed, is known from
-- then on; any other one is found, as far as there is room.
-- $1 feed text, $2 feed that declares attributes or null, $3 how each declared type comes jsonb, $4 learns boolean,
--   $5 event bigint, $6 found at most bigint, $7 known at most bigint → found bigint, kept bigint
with fresh as (
  select s.*, $4 or exists (
    select from known_traits d
    where d.feed = $2 and d.state <> 'gone' and (d.entity, d.kind, d.name, d.key) = (s.entity, s.kind, s.name, s.key)
      and case
        when s.kind = 'attribute' then not $3::jsonb ? d.detail or $3::jsonb -> d.detail ? s.detail
        else d.detail = s.detail
      end) as is_known
  from seen_traits s
  where not exists (
    select from known_traits k
    where k.feed = $1
      and (k.entity, k.kind, k.name, k.key, k.detail) = (s.entity, s.kind, s.name, s.key, s.detail))
),
ranked as (
  select *, row_number() over (partition by is_known order by kind, entity, name, key, detail) as place from fresh
),
room as (
  select $6 - count(*) as found from known_traits where feed = $1 and state = 'found'
),
kept as (
  insert into known_traits (feed, entity, kind, name, key, detail, state, event, line)
  select $1, entity, kind, name, key, detail, case when is_known then 'known' else 'found' end, coalesce(event, $5), line
  from ranked, room
  where place <= case when is_known then $7 else room.found end
  returning state
)
select
  (select count(*) from ranked where not is_known) as found,
  (select count(*) from kept where state = 'found') as kept
