-- Writes the records that were not stored before.
-- $1 feed text, $2 source file text, $3 load bigint
insert into records (feed, id, data, deleted, source_file, load_id, line, hash, outline)
select $1, c.id, c.data, not c.is_live, $2, $3, c.line, c.new_hash, c.outline
from change_set c
where c.changes and not c.stored
