-- What happened to the record, step by step.
-- → step bigint, point bigint, event bigint, event_time timestamptz, load_id bigint, source_file text, order_key text, line bigint, op text,
--   deleted boolean, was_deleted boolean (true before the first)
select
  s.step,
  s.point,
  s.event,
  e.event_time,
  s.load_id,
  s.source_file,
  s.order_key,
  s.line,
  s.op,
  s.deleted,
  coalesce(lag(s.deleted) over (partition by s.point order by s.step), true) as was_deleted
from record_steps s
join file_processing_events e on e.id = s.event
order by s.step
