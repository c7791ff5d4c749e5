-- Ids that come in more than one line of the load. Narrow on purpose: it reads an index, not the lines.
-- $1 load bigint → id text
select id from raw_records where load_id = $1 group by id having count(*) > 1
