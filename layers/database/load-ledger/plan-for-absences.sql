-- For the closing of a full run: hash what the run has instead of looking up each live record. The load before it in
-- the same transaction may have asked for the opposite.
select
  set_config('enable_nestloop', 'off', true),
  set_config('enable_hashjoin', 'on', true),
  set_config('enable_material', 'on', true),
  set_config('work_mem', '64MB', true)
