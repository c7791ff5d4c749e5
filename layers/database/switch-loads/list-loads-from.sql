-- The loads of a feed in force from an order key on.
-- $1 feed text, $2 order key text → load_id bigint
select load_id
from loads
where feed = $1 and order_key >= $2 and applied_event is not null and retired_event is null
order by load_id
