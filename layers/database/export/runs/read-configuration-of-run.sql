-- The hash of the configuration that a run used.
-- $1 run bigint → configuration text
select counts ->> 'configuration' as configuration from runs where id = $1 and kind = 'export'
