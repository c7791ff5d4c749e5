-- How the unit stands.
-- → halted_files int, open_alerts int, pending (json array of {feed, files, oldestSeconds}), export_age_s float8 or null,
--   write_backs int (that wait), write_back_age_s float8 (of the oldest of them) or null
select
  (select count(*)::int from halted_files) as halted_files,
  (select count(*)::int from alerts where resolved_at is null) as open_alerts,
  coalesce((
    select jsonb_agg(
      jsonb_build_object('feed', waiting.feed, 'files', waiting.files, 'oldestSeconds', waiting.oldest_s)
      order by waiting.feed)
    from (
      select p.feed, count(*) as files, extract(epoch from clock_timestamp() - min(p.discovered_at))::float8 as oldest_s
      from pending_files p
      group by p.feed
    ) waiting
  ), '[]') as pending,
  (
    select extract(epoch from clock_timestamp() - r.ended)::float8
    from runs r
    where r.kind = 'export' and r.status = 'done' and (r.counts ->> 'published')::boolean
    order by r.id desc
    limit 1
  ) as export_age_s,
  backlog.write_backs,
  backlog.write_back_age_s
from (
  select
    count(*)::int as write_backs,
    extract(epoch from clock_timestamp() - min(created_at))::float8 as write_back_age_s
  from pending_sync_queue
  where status in ('pending', 'in_flight')
) backlog
