-- The history of the touched records as the counted loads tell it: for each record its state after each place from $2
-- on that says something of it; what comes before is step 0.
-- $1 feed text, $2 first place that is a step of its own int → temporary table fold_steps
create temporary table fold_steps with (toast_tuple_target = 8160) on commit drop as
with line as (
  select t.id, c.place, r.line, r.load_id, r.op, r.data
  from touched_ids t
  join raw_records r on r.feed = $1 and r.id = t.id
  join counted_loads c on c.load_id = r.load_id
),
gap as ( -- between the lines of a record; narrow, and only where a full run closes
  select t.id, c.place, lead(c.place) over (partition by t.id order by c.place) as next_place
  from touched_ids t
  join raw_records r on r.feed = $1 and r.id = t.id
  join counted_loads c on c.load_id = r.load_id
  where exists (select from closings)
),
absence as ( -- the first run that lacks the record deletes it; those after it find it deleted
  select gap.id, missed.place, 0::bigint as line, missed.load_id, 'delete' as op, null::jsonb as data
  from gap
  cross join lateral (
    select c.place, c.load_id
    from closings c
    where c.first_place > gap.place and (gap.next_place is null or c.place < gap.next_place)
      and not exists (select from rejected_records x where x.load_id = any (c.parts) and x.id = gap.id)
    order by c.place
    limit 1
  ) missed
),
folded as (
  select
    id,
    case when place < $2::int then 0 else place end as step,
    lead(case when place < $2::int then 0 else place end) over history as next_step,
    fold_history(load_id, line, data, op) over history as became
  from (select * from line union all select * from absence) told
  window history as (partition by id order by place, line rows between unbounded preceding and current row)
)
select
  id,
  step,
  (became).deleted,
  (became).load_id,
  (became).line,
  case when next_step is null then (became).data end as data,
  case when not (became).deleted then hash_record(id, (became).data) end as hash,
  next_step is null as is_last
from folded
where next_step is distinct from step
offset bigint '0'
