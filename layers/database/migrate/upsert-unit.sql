-- Writes a business unit down as the catalog has it.
-- $1 name, $2 schema, $3 title, $4 time zone
insert into control.business_units (name, schema_name, title, time_zone)
values ($1, $2, $3, $4)
on conflict (name) do update set title = excluded.title, time_zone = excluded.time_zone
