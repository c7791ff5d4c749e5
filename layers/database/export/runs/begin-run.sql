-- Notes that an export began.
-- $1 scope text → id bigint
insert into runs (kind, scope)
values ('export', $1)
returning id
