-- Notes that an export began, unless one is under way.
-- $1 scope text → id bigint, or no row
insert into runs (kind, scope)
values ('export', $1)
on conflict do nothing
returning id
