-- When an event was written; no row when there is none.
-- $1 event bigint → event_time timestamptz
select event_time from file_processing_events where id = $1
