-- One runner at a time in this database; the others wait here until its connection ends.
select pg_advisory_lock(hashtextextended('millrace migrations', 0))
