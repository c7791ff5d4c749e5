-- Writes the records that were not stored before.
-- $1 feed text, $2 source file text, $3 load bigint
insert into records (feed, id, data, deleted, source_file, load_id, line, hash, outline)
select $1, c.id, coalesce(c.data, l.data), not c.is_live, $2, $3, c.line, c.new_hash,
  outline_of_record(c.outline, c.new_hash)
from change_set c
left join raw_records l on l.load_id = $3 and l.line = c.line and c.line_load = $3
where c.changes and not c.stored
