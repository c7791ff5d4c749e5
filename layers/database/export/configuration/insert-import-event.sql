-- Notes who imported a configuration, and what it came to.
-- $1 metadata jsonb → id bigint
insert into file_processing_events (event_type, metadata) values ('configuration_imported', $1) returning id
