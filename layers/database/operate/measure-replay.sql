-- How a feed stands before a replay, and what that would come to.
-- $1 feed text, $2 first order key text, $3 loads that end bigint[], $4 landed files that are left out bigint[]
--   → live_records bigint, state_hash bit(256), ids bigint (records that are folded again), expected_ms float8,
--   halted (json of a file in the range, or null)
select
  t.live_records,
  t.state_hash,
  case
    -- a full run that closes, or no longer does, may touch any record
    when exists (select from loads l where l.load_id = any ($3::bigint[]) and l.full_run is not null)
      then (select count(*) from records r where r.feed = t.feed)
    else (select count(distinct r.id) from raw_records r where r.load_id = any ($3::bigint[]))
  end as ids,
  (
    -- the files of one replay were folded together: each tells of the time until its own turn
    select coalesce(
      sum((e.metadata ->> 'staging_ms')::float8)
        + coalesce(sum((e.metadata ->> 'apply_ms')::float8) filter (where not e.metadata ? 'replay'), 0)
        + coalesce(max((e.metadata ->> 'apply_ms')::float8) filter (where e.metadata ? 'replay'), 0), 0)
    from loads l
    join file_processing_events e on e.id = l.applied_event
    where l.load_id = any ($3::bigint[])
  ) as expected_ms,
  (
    select jsonb_build_object(
      'file', h.key, 'code', h.code, 'message', h.message, 'since', h.since, 'event', h.event::text)
    from halted_files h
    where h.feed = t.feed and h.order_key >= $2 and h.landed_file <> all ($4::bigint[])
      and h.order_key <= (
        select max(l.order_key) from loads l
        where l.feed = t.feed and l.applied_event is not null and l.retired_event is null)
    order by h.order_key, h.event
    limit 1
  ) as halted
from feed_totals t
where t.feed = $1
