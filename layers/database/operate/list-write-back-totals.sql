-- What other systems still have to learn, and what they refused.
-- → destination, open, failed, oldest_open_at or null, is_paused
select destination, open, failed, oldest_open_at, is_paused
from write_back_totals
order by destination
