-- Lets other connections see what this one sees.
-- → snapshot text
select pg_export_snapshot() as snapshot
