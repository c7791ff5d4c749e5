-- Writes the records that a switch brings.
-- $1 feed text
insert into records (feed, id, data, deleted, source_file, load_id, line, hash)
select $1, c.id, c.data, not c.is_live, l.source_file, c.load_id, c.line, c.new_hash
from state_changes c
join counted_loads l on l.load_id = c.load_id
where not c.stored
