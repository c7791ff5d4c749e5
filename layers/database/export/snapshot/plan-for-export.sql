-- For the statements of CSVs: sorts stay in memory as far as it reaches, and nothing is compiled for them.
select set_config('work_mem', '64MB', true), set_config('jit', 'off', true)
