-- What each step did to the state, and what the state was then.
-- $1 state hash before the first bit(256) → step int, ids bigint, inserted, updated, unchanged, deleted bigint,
--   live_change bigint (since then), state_hash bit(256)
with transition as (
  select
    step,
    coalesce(lag(not deleted) over history, false) as was_live,
    coalesce(not deleted, false) as is_live,
    (load_id, line) is distinct from lag((load_id, line)) over history as changes,
    lag(hash) over history as old_hash,
    hash as new_hash
  from fold_steps
  window history as (partition by id order by step)
),
counted as (
  select
    step,
    count(*) as ids,
    count(*) filter (where changes and not was_live and is_live) as inserted,
    count(*) filter (where changes and was_live = is_live) as updated,
    count(*) filter (where not changes) as unchanged,
    count(*) filter (where changes and was_live and not is_live) as deleted,
    coalesce(bit_xor(('x' || encode(old_hash, 'hex'))::bit(256)) filter (where changes), 0::bit(256))
      # coalesce(bit_xor(('x' || encode(new_hash, 'hex'))::bit(256)) filter (where changes), 0::bit(256)) as hash_change
  from transition
  where step > 0
  group by step
)
select
  step, ids, inserted, updated, unchanged, deleted,
  sum(inserted - deleted) over (order by step)::bigint as live_change,
  $1::bit(256) # bit_xor(hash_change) over (order by step) as state_hash
from counted
order by step
