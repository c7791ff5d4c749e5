-- Notes who accepted what has drifted.
-- $1 metadata jsonb → id bigint
insert into file_processing_events (event_type, metadata)
values ('drift_accepted', $1)
returning id
