-- Writes the changes of a switch to records that stay.
-- $1 feed text
update records r
set
  data = case when c.content then c.data else r.data end,
  deleted = not c.is_live,
  updated_at = case when c.content then now() else r.updated_at end,
  source_file = l.source_file,
  load_id = c.load_id,
  line = c.line,
  hash = c.new_hash,
  outline = case when not c.content then r.outline end
from state_changes c
join counted_loads l on l.load_id = c.load_id
where r.feed = $1 and r.id = c.id and c.stored and c.remains
