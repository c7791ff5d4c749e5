-- Removes the records that no load in force speaks of any more.
-- $1 feed text
delete from records r
using state_changes c
where r.feed = $1 and r.id = c.id and not c.remains
