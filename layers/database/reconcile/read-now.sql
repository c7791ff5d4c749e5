-- → now timestamptz
select clock_timestamp() as now
