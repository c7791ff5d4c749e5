-- The history of one record, one row for each line that speaks of it and each full run that lacks it, in order. Counted
-- are, once for each point, the loads that were in force when that event was the newest; at point 0 those in force now.
-- How full runs stood at a point `run_words` says: their loads know only what holds now.
-- $1 feed text, $2 id text, $3 points bigint[] → temporary table record_steps
create temporary table record_steps with (toast_tuple_target = 8160) on commit drop as
with counted as (
  select p.point, l.load_id, l.full_run, l.order_key, l.applied_event
  from loads l
  cross join unnest($3::bigint[]) p (point)
  where l.feed = $1 and l.applied_event is not null
    and (l.full_run is not null or l.load_id in (select load_id from raw_records where feed = $1 and id = $2))
    and case
      when p.point = 0 then l.retired_event is null
      else l.applied_event <= p.point and (l.retired_event is null or l.retired_event > p.point)
    end
),
line as (
  select c.point, c.full_run, c.order_key, r.line, c.load_id, r.op, r.data, c.applied_event as event
  from raw_records r
  join counted c on c.load_id = r.load_id
  where r.feed = $1 and r.id = $2
),
run as (
  select
    point,
    full_run,
    min(order_key) as first_key,
    max(order_key) as last_key,
    (array_agg(load_id order by order_key desc))[1] as load_id,
    array_agg(load_id) as parts
  from counted
  where full_run is not null
  group by point, full_run
),
closed as (
  select run.*, w.event
  from run
  join run_words w on w.full_run = run.full_run and w.closes
  where case
    when run.point = 0 then w.until is null
    else w.event <= run.point and (w.until is null or w.until > run.point)
  end
),
absence as (
  select
    c.point, c.full_run, c.last_key as order_key, 0::bigint as line, c.load_id, 'delete' as op, null::jsonb as data, c.event
  from closed c
  join (select point, min(order_key) as order_key from line group by point) first
    on first.point = c.point and first.order_key < c.first_key
  where not exists (select from line where line.point = c.point and line.full_run = c.full_run)
    and not exists (select from rejected_records x where x.load_id = any (c.parts) and x.id = $2)
),
folded as (
  select
    row_number() over (order by point, order_key, line) as step,
    told.*,
    fold_history(load_id, line, data, op) over history as became
  from (select * from line union all select * from absence) told
  -- An absence stands behind the last part of its run, which has no line of the record.
  window history as (partition by point order by order_key, line rows between unbounded preceding and current row)
)
select
  step,
  point,
  folded.event,
  folded.load_id,
  folded.order_key,
  folded.line,
  folded.op,
  f.key as source_file,
  (became).data as data,
  coalesce((became).deleted, true) as deleted,
  -- What the fold holds for the last change; a file that changes a record back has not changed it.
  (became).load_id as changed_by,
  (became).line as changed_in
from folded
join loads l on l.load_id = folded.load_id
join landed_files f on f.landed_file = l.landed_file
