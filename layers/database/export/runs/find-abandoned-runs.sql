-- Runs that nobody works on any more are failed: whoever works on one holds its row locked for as long.
-- → id bigint
update runs
set ended = clock_timestamp(), status = 'failed', error = 'The run ended without a word: it was stopped, or its time was over.'
where id in (select id from runs where kind = 'export' and ended is null for no key update skip locked)
returning id
