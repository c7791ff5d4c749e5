-- Marks every event from one on for replay; what is marked already keeps its time.
-- $1 event bigint
update file_processing_events
set replay_date = now()
where id >= $1 and replay_date is null
