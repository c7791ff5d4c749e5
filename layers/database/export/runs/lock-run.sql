-- Holds the row of a run until its transaction ends, which tells others that it is alive.
-- $1 run bigint → ended timestamptz
select ended from runs where id = $1 for no key update
