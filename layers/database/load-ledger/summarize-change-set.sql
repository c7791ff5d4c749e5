-- Counts of the change set, and what it does to the totals of its feed.
-- → inserted, updated, unchanged, deleted, live bigint (records that live behind it), hash_change bit(256)
select
  count(*) filter (where changes and not was_live and is_live) as inserted,
  count(*) filter (where changes and was_live = is_live) as updated,
  count(*) filter (where not changes) as unchanged,
  count(*) filter (where changes and was_live and not is_live) as deleted,
  count(*) filter (where is_live) as live,
  coalesce(bit_xor(('x' || encode(old_hash, 'hex'))::bit(256)) filter (where changes and was_live), 0::bit(256))
    # coalesce(bit_xor(('x' || encode(new_hash, 'hex'))::bit(256)) filter (where changes and is_live), 0::bit(256))
    as hash_change
from change_set
