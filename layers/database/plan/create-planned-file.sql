-- The planned file as the ledger would have it, were it the newest load of its feed in force. Its load is numbered -1.
-- $1 key, $2 feed, $3 shape, $4 kind, $5 run key or null, $6 part int or null, $7 order key, $8 full run or null,
-- $9 bytes bigint → temporary table planned_file
create temporary table planned_file on commit drop as
select
  (-1)::bigint as load_id,
  (-1)::bigint as landed_file,
  ''::text as bucket,
  $1::text as key,
  $2::text as feed,
  $3::text as shape,
  $4::text as kind,
  $5::text as run_key,
  $6::int as part,
  $7::text as order_key,
  $8::text as full_run,
  $9::bigint as size_bytes
