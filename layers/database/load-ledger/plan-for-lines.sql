-- For insert-many-records.sql: the lines of one load through their key, and no search for each of them.
-- plan-for-many-rows.sql takes it back.
select
  set_config('enable_mergejoin', 'on', true),
  set_config('enable_nestloop', 'off', true),
  set_config('enable_seqscan', 'off', true)
