-- For a load of many lines: look each record up by its key and share the work among processes. Hashing or sorting the
-- state would read, and copy, a whole catalogue for whatever part of it a file touches.
select
  set_config('enable_nestloop', 'on', true),
  set_config('enable_seqscan', 'on', true),
  set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true),
  set_config('enable_material', 'off', true),
  set_config('enable_bitmapscan', 'off', true),
  set_config('jit', 'off', true),
  set_config('work_mem', '64MB', true),
  set_config('parallel_setup_cost', '0', true),
  set_config('parallel_tuple_cost', '0', true),
  set_config('min_parallel_table_scan_size', '0', true),
  set_config('min_parallel_index_scan_size', '0', true)
