-- The newest run of the night's that was published in the last hours.
-- $1 hours int → id bigint
select id
from runs
where kind = 'export' and scope = 'nightly' and status = 'done' and (counts ->> 'published')::boolean
  and started > clock_timestamp() - make_interval(hours => $1)
order by id desc
limit 1
