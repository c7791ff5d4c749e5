-- Notes that nothing of a failed export lies about.
-- $1 run bigint
update runs set counts = counts || '{"tidied": true}' where id = $1
