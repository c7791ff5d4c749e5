-- The planner has no statistics of lines just staged and expects one row: it would loop over the state, one look-up a
-- line, without parallel workers.
select set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true), set_config('jit', 'off', true)
