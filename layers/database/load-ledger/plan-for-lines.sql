-- For an insert of many lines: read them in the order in which they lie, beside the change set in the same order, instead
-- of looking each up. plan-for-many-rows.sql takes it back.
select
  set_config('enable_mergejoin', 'on', true),
  set_config('enable_nestloop', 'off', true),
  set_config('enable_sort', 'off', true)
