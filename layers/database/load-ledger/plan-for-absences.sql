-- For the closing of a full run: hash what the run has instead of looking up each live record.
select set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true)
