-- What a switch does to the state as a whole. Absences are what the closing of a full run deleted: lines numbered 0.
-- → inserted, updated, deleted, absent bigint, entered bigint (ids that entering loads name), unchanged bigint (of those),
--   live_change bigint, hash_change bit(256)
select
  count(*) filter (where content and not was_live and is_live) as inserted,
  count(*) filter (where content and was_live = is_live) as updated,
  count(*) filter (where content and was_live and not is_live and line is distinct from 0) as deleted,
  count(*) filter (where content and was_live and not is_live and line = 0) as absent,
  (select count(*) from touched_ids where enters) as entered,
  (select count(*) from touched_ids where enters) - count(*) filter (where content and enters) as unchanged,
  count(*) filter (where is_live) - count(*) filter (where was_live) as live_change,
  coalesce(bit_xor(('x' || encode(old_hash, 'hex'))::bit(256)) filter (where was_live), 0::bit(256))
    # coalesce(bit_xor(('x' || encode(new_hash, 'hex'))::bit(256)) filter (where is_live), 0::bit(256)) as hash_change
from state_changes
