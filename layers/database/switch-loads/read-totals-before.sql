-- The totals of a feed as they were before step 1: what is stored, with the touched records as they were then.
-- $1 feed text → live_records bigint, state_hash bit(256)
with stored as (
  select s.hash from touched_ids t join records s on s.feed = $1 and s.id = t.id where not s.deleted
),
base as (
  select hash from fold_steps where step = 0 and not deleted
)
select
  t.live_records - (select count(*) from stored) + (select count(*) from base) as live_records,
  t.state_hash
    # coalesce((select bit_xor(('x' || encode(hash, 'hex'))::bit(256)) from stored), 0::bit(256))
    # coalesce((select bit_xor(('x' || encode(hash, 'hex'))::bit(256)) from base), 0::bit(256)) as state_hash
from feed_totals t
where t.feed = $1
