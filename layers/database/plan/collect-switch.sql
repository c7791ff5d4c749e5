-- What putting the file in its place in the past would change.
-- $1 feed text → temporary table planned_changes
create temporary table planned_changes on commit drop as
select
  c.id,
  case
    when not c.was_live and c.is_live then 'inserted'
    when c.was_live and not c.is_live then 'deleted'
    else 'updated'
  end as kind,
  c.line,
  s.data as before,
  c.data as after
from state_changes c
left join records s on s.feed = $1 and s.id = c.id
where c.content
