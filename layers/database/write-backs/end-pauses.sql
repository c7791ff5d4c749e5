-- Something went through: no pause before that counts any more.
-- $1 destination text, $2 epoch bigint
update drain_leases set pauses = 0 where destination = $1 and epoch = $2
