-- Keeps a configuration under its hash, once.
-- $1 hash, $2 content jsonb
insert into export_configurations (hash, content) values ($1, $2) on conflict do nothing
