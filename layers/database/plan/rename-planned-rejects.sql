-- From here on the name means the rejects of all loads again.
alter table pg_temp.rejected_records rename to planned_rejects
