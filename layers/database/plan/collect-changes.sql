-- What an ordinary load would change.
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
  coalesce(c.data, l.data, s.data) as after
from change_set c
left join lateral (select data from raw_records where load_id = c.line_load and line = c.line offset 0) l on true
left join records s on s.feed = $1 and s.id = c.id
where c.changes
