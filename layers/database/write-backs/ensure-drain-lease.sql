-- Makes the lease of a destination that nobody drained yet.
-- $1 destination text
insert into drain_leases (destination) values ($1) on conflict do nothing
