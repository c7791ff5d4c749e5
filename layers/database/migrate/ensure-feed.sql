-- Makes what is missing of one feed.
-- $1 feed, $2 merge, $3 late, $4 hold-back interval, $5 deletion guard, $6 reject share, $7 cadence interval
call ensure_feed($1, $2, $3, $4, $5, $6, $7)
