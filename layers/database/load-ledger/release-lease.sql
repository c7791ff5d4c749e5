-- Gives the unit back.
-- $1 epoch bigint
update lease set heartbeat = null, holder = null where epoch = $1
