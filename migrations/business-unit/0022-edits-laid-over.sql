-- Until when an edit lies over its record, and how far other systems have learnt of it.

-- When the newest pull began that loads in force from a place on know everything of: the smallest time among them. One
-- without a time counts as begun when the newest before it that has one did, so times are looked at from there on.
-- Null where there is none before: an edit then stays.
create function pull_since(of_feed text, from_key text) returns table (began timestamptz)
language sql stable
begin atomic
  select min(f.pull_started_at)
  from landed_files f
  join loads l using (landed_file)
  where f.feed = pull_since.of_feed and f.pull_started_at is not null
    and l.applied_event is not null and l.retired_event is null
    and f.order_key >= (
      select timed.order_key
      from landed_files timed
      join loads l using (landed_file)
      where timed.feed = pull_since.of_feed and timed.pull_started_at is not null
        and timed.order_key <= pull_since.from_key and l.applied_event is not null and l.retired_event is null
      order by timed.order_key desc
      limit 1);
end;

-- What the state of a feed is folded from: the newest full run that resets it, and what follows; all, where none does.
create view feed_pulls as
select t.feed, newest.full_run, pulled.began
from feed_totals t
left join lateral (
  select l.full_run
  from loads l
  where l.feed = t.feed and l.applied_event is not null and l.retired_event is null and l.closed_event is not null
  order by l.order_key desc
  limit 1
) newest on true
cross join lateral (
  select min(l.order_key) as order_key
  from loads l
  where l.feed = t.feed and l.applied_event is not null and l.retired_event is null
    and (newest.full_run is null or l.full_run = newest.full_run)
) begins
cross join lateral pull_since(t.feed, begins.order_key) pulled;

comment on view feed_pulls is
  'The records of the feed show whatever their source knew when this pull began, but for those in record_pulls.';

-- Edited records of a feed whose line in that run was rejected: they kept what they had. For them the newest run counts that
-- could be read of them; null where there is none. As a function it costs the plans of its readers nothing.
create function find_record_pulls(of_feed text) returns table (id text, began timestamptz)
language plpgsql stable rows 10 security definer set search_path from current
as $$
#variable_conflict use_column
declare
  newest_run text;
begin
  if not exists (select from newest_edits where feed = of_feed) then
    return;
  end if;
  newest_run := (
    select l.full_run
    from loads l
    where l.feed = of_feed and l.applied_event is not null and l.retired_event is null and l.closed_event is not null
    order by l.order_key desc
    limit 1);
  -- Most runs have no such line, and what follows takes a while to set up.
  if not exists (
    select from loads l
    join rejected_records r using (load_id)
    where l.feed = of_feed and l.full_run = newest_run and l.applied_event is not null and l.retired_event is null) then
    return;
  end if;
  return query
  select rejected.id, pulled.began
  from (
    select distinct e.entity_id as id
    from loads l
    join rejected_records r using (load_id)
    join newest_edits e on e.feed = of_feed and e.entity_id = r.id collate "C"
    where l.feed = of_feed and l.full_run = newest_run and l.applied_event is not null and l.retired_event is null
  ) rejected
  left join lateral (
    select l.full_run
    from loads l
    where l.feed = of_feed and l.applied_event is not null and l.retired_event is null and l.closed_event is not null
      and not exists (
        select
        from loads part
        join rejected_records r using (load_id)
        where part.feed = of_feed and part.full_run = l.full_run and part.applied_event is not null
          and part.retired_event is null and r.id collate "C" = rejected.id)
    order by l.order_key desc
    limit 1
  ) readable on true
  cross join lateral (
    select min(l.order_key) as order_key
    from loads l
    where l.feed = of_feed and l.full_run = readable.full_run
      and l.applied_event is not null and l.retired_event is null
  ) begins
  cross join lateral pull_since(of_feed, begins.order_key) pulled;
end
$$;

create view record_pulls as
select t.feed, own.id collate "C" as id, own.began
from feed_totals t
cross join lateral find_record_pulls(t.feed) own;

comment on view record_pulls is 'The record shows whatever its source knew when this pull began, and maybe nothing later.';

-- Who took over from a write-back in the end; itself, where nobody did.
create function last_write_back(of_row bigint) returns bigint
language sql stable
begin atomic
  with recursive chain as (
    select q.id, q.superseded_by
    from pending_sync_queue q
    where q.id = of_row
    union
    select q.id, q.superseded_by
    from chain
    join pending_sync_queue q on q.id = chain.superseded_by
  )
  select max(id) from chain where superseded_by is null;
end;

-- The newest edit of each field, and when Airtable had it.
create view edits_sent as
select newest.feed, newest.entity_id, newest.field, newest.value, newest.edit, newest.edit_event,
  case
    when q.superseded_by is null then q.done_at
    else (select took_over.done_at from pending_sync_queue took_over where took_over.id = last_write_back(q.id))
  end as done_at
from newest_edits newest
left join pending_sync_queue q
  on q.edit_event = newest.edit_event and q.destination = 'airtable' and q.entity_id = newest.entity_id;

-- The edits that readers see instead of what files said: the newest of each field, until a pull that began after its
-- write-back to Airtable was done is in force and the record's own line in it could be read.
create view edits_laid_over as
select sent.feed, sent.entity_id, sent.field, sent.value, sent.edit, sent.edit_event
from edits_sent sent
left join feed_pulls pulls on pulls.feed = sent.feed
left join record_pulls own on own.feed = sent.feed and own.id = sent.entity_id
where not coalesce(sent.done_at < case when own.id is null then pulls.began else own.began end, false);

comment on view edits_laid_over is 'The edits that typed views lay over the records.';

-- Of each edit laid over, how far its write-backs are: the worst of them, one that was superseded by what took over.
create view edit_states as
select o.feed, o.entity_id, o.field, o.value, e.edited_by, e.edited_at, sent.state, sent.last_error
from edits_laid_over o
join local_edits e on e.edit = o.edit
cross join lateral (
  select
    case
      when bool_or(status = 'failed' and error_code = 'conflict') then 'conflict'
      when bool_or(status = 'failed') then 'failed'
      when bool_or(status = 'in_flight') then 'sending'
      when bool_or(status = 'pending') then 'waiting'
      else 'done'
    end as state,
    (array_agg(last_error order by error_code is not distinct from 'conflict' desc, id)
      filter (where status = 'failed'))[1] as last_error
  from (
    select q.id, q.status, q.error_code, q.last_error
    from pending_sync_queue q
    where q.edit_event = o.edit_event and q.superseded_by is null
    union all
    select took_over.id, took_over.status, took_over.error_code, took_over.last_error
    from pending_sync_queue q
    join pending_sync_queue took_over on took_over.id = last_write_back(q.id)
    where q.edit_event = o.edit_event and q.superseded_by is not null
  ) last
) sent;

comment on view edit_states is 'The edits laid over, each with how far other systems have learnt of it.';

-- The destinations that still have something to learn or refused something.
create view write_back_totals as
select
  q.destination,
  count(*) filter (where q.status <> 'failed') as open,
  count(*) filter (where q.status = 'failed') as failed,
  min(q.created_at) filter (where q.status <> 'failed') as oldest_open_at,
  exists (
    select from alerts a
    where a.kind = 'paused-destination' and a.subject = q.destination and a.resolved_at is null) as is_paused
from pending_sync_queue q
where q.status in ('pending', 'in_flight', 'failed')
group by q.destination;

comment on view write_back_totals is 'Write-backs that wait and that failed, by destination.';
