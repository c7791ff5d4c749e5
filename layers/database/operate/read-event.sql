-- $1 event bigint
select * from file_processing_events where id = $1
