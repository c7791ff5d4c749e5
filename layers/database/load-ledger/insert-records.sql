-- Writes the records that were not stored before, each with a look at its line.
-- $1 feed text, $2 source file text, $3 load bigint
insert into records (feed, id, data, deleted, source_file, load_id, line, hash, outline)
select $1, c.id, coalesce(c.data, l.data), not c.is_live, $2, $3, c.line, c.new_hash,
  outline_of_record(c.outline, c.new_hash)
from change_set c
left join lateral (select data from raw_records where load_id = c.line_load and line = c.line offset 0) l on true
where c.changes and not c.stored
