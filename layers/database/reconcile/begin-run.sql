-- Notes that a run began.
-- $1 kind text, $2 scope text → id bigint
insert into runs (kind, scope)
values ($1, $2)
returning id
