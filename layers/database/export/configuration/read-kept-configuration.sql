-- A configuration that was kept.
-- $1 hash → content jsonb
select content from export_configurations where hash = $1
