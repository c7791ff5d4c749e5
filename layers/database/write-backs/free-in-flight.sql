-- What is in flight without a page that holds it is pending again: whether it was sent the next comparison tells.
-- $1 destination text
update pending_sync_queue set status = 'pending' where destination = $1 and status = 'in_flight'
