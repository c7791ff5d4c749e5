-- The totals of a load that came into force.
-- $1 load bigint → records, rejects, blank_lines, source_bytes, decompressed_bytes bigint, sha256 text
select
  e.records_processed - e.records_rejected as records,
  e.records_rejected as rejects,
  coalesce((e.metadata ->> 'blank_lines')::bigint, 0) as blank_lines,
  coalesce((e.metadata ->> 'bytes')::bigint, 0) as source_bytes,
  coalesce((e.metadata ->> 'decompressed_bytes')::bigint, 0) as decompressed_bytes,
  l.sha256
from loads l
join file_processing_events e on e.id = l.applied_event
where l.load_id = $1
