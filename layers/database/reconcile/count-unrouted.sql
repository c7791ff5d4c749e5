-- What lies under no unit's prefix, by the folder at the top.
-- → folder text, objects bigint, example text
select
  case when position('/' in key) = 0 then '/' else split_part(key, '/', 1) || '/' end as folder,
  count(*) as objects,
  min(key collate "C") as example
from control.unrouted_objects
where gone_at is null
group by 1
order by 1
