-- Runs of drains that went silent have ended.
-- $1 destination text
update runs
set ended = clock_timestamp(), status = 'failed', error = 'The drain went silent; another one went on with its work.'
where kind = 'drain' and scope = $1 and status = 'running'
