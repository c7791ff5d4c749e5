-- Notes that a migration ran.
-- $1 track text, $2 name text, $3 sha256 text
insert into control.migrations (track, name, sha256) values ($1, $2, $3)
