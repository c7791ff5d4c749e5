-- What has drifted is known from now on; what is gone is not any more. What no live record has any more is forgotten, so
-- that it is told again if it comes back.
-- $1 the traits that no live record has jsonb: feed, entity, kind, name, key, detail → known bigint, forgotten bigint
with nowhere as (
  select * from jsonb_to_recordset($1) as trait (feed text, entity text, kind text, name text, key text, detail text)
),
forgotten as (
  delete from known_traits k
  where k.state = 'gone' or (k.state = 'found' and exists (
    select from nowhere n
    where (n.feed, n.entity, n.kind, n.name, n.key, n.detail) = (k.feed, k.entity, k.kind, k.name, k.key, k.detail)))
  returning k.feed
),
accepted as (
  update known_traits k
  set state = 'known'
  where k.state = 'found' and not exists (
    select from nowhere n
    where (n.feed, n.entity, n.kind, n.name, n.key, n.detail) = (k.feed, k.entity, k.kind, k.name, k.key, k.detail))
  returning k.feed
)
select (select count(*) from accepted) as known, (select count(*) from forgotten) as forgotten
