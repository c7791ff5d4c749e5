-- Whether the current schema has a table.
-- $1 name text → exists boolean
select to_regclass(format('%I.%I', current_schema(), $1::text)) is not null as exists
