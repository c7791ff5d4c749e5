-- From here on the name means the history again.
alter table pg_temp.raw_records rename to planned_lines
