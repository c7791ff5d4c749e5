-- Begins one staging of one file.
-- $1 landed file bigint, $2 feed, $3 full run, $4 order key, $5 epoch → load_id bigint
insert into loads (landed_file, feed, full_run, order_key, epoch)
values ($1, $2, $3, $4, $5)
returning load_id
