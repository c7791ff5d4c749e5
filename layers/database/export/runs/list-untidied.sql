-- Failed exports whose objects nobody has looked at since.
-- → id bigint
select id from runs where kind = 'export' and status = 'failed' and not counts ? 'tidied' order by id desc limit 50
