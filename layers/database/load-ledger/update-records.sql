-- Writes the changes of records that are stored.
-- $1 feed text, $2 source file text, $3 load bigint
update records r
set
  data = coalesce(c.data, l.data, r.data),
  deleted = not c.is_live,
  updated_at = now(),
  source_file = $2,
  load_id = $3,
  line = coalesce(c.line, 0),
  hash = c.new_hash,
  outline = case when coalesce(c.data, l.data) is null then r.outline
    else outline_of_record(c.outline, c.new_hash) end
from change_set c
left join lateral (select data from raw_records where load_id = c.line_load and line = c.line offset 0) l on true
where r.feed = $1 and r.id = c.id and c.changes and c.stored
