-- Makes room for the fold of the next feed.
drop table counted_loads, closings, touched_ids, fold_steps
