-- How many attributes a record has is more than the planner can know: compiling for as many as it expects would cost more
-- than it saves.
select set_config('jit', 'off', true)
