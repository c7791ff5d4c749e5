-- Writes the changes of records that are stored.
-- $1 feed text, $2 source file text, $3 load bigint
update records r
set
  data = coalesce(c.data, r.data),
  deleted = not c.is_live,
  updated_at = now(),
  source_file = $2,
  load_id = $3,
  line = coalesce(c.line, 0),
  hash = c.new_hash,
  outline = case when c.data is null then r.outline else c.outline end
from change_set c
where r.feed = $1 and r.id = c.id and c.changes and c.stored
