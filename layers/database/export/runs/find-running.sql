-- The run that is under way, if one is.
-- → id bigint
select id from runs where kind = 'export' and ended is null order by id limit 1
