-- What a run showed: the newest event in it, and the configuration that it used.
-- $1 run bigint → as_of text or null, configuration text or null
select counts ->> 'as_of_event' as as_of, counts ->> 'configuration' as configuration
from runs
where id = $1 and kind = 'export'
