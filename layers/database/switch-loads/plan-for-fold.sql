-- For folding histories: they are sorted in memory as far as it reaches, and nothing is compiled for it.
select set_config('work_mem', '64MB', true), set_config('jit', 'off', true)
