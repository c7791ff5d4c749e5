-- Writes the records that were not stored before as insert-records.sql does, for a load of many: their lines are read in the
-- order in which they lie. Records that are no line stand apart: only what names a line is sorted, and not their data.
-- $1 feed text, $2 source file text, $3 load bigint
insert into records (feed, id, data, deleted, source_file, load_id, line, hash, outline)
select $1, c.id, l.data, not c.is_live, $2, $3, c.line, c.new_hash, outline_of_record(c.outline, c.new_hash)
from change_set c
join raw_records l on l.load_id = $3 and l.line = c.line
where c.changes and not c.stored and c.line_load = $3
union all
select $1, c.id, c.data, not c.is_live, $2, $3, c.line, c.new_hash, null
from change_set c
where c.changes and not c.stored and c.line_load is null
