-- Notes who asked for a replay, from where on, and why.
-- $1 metadata jsonb → id bigint
insert into file_processing_events (event_type, metadata)
values ('replay_requested', $1)
returning id
