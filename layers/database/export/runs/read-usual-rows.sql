-- How many rows each CSV had in the newest published run.
-- → name text, rows bigint
select name, rows
from export_files
where run_id = (
  select max(id) from runs where kind = 'export' and status = 'done' and (counts ->> 'published')::boolean)
