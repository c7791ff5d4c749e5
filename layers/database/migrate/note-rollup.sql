-- Notes of what statements a table of sums was made, and that it is filled.
-- $1 table text, $2 definition text
insert into rollups (name, definition)
values ($1, $2)
on conflict (name) do update set definition = excluded.definition, filled_at = now()
