-- The migrations that ran in a track, in their order.
-- $1 track text → name text, sha256 text
select name, sha256 from control.migrations where track = $1 order by name collate "C"
