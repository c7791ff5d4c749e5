-- What a switch writes: touched records whose state or origin is another now. A record that no counted load speaks of
-- vanishes. `content`: more than its origin is another.
-- $1 feed text → temporary table state_changes
create temporary table state_changes with (toast_tuple_target = 8160) on commit drop as
select *
from (
  select
    t.id,
    t.enters,
    s.id is not null as stored,
    s.id is not null and not s.deleted as was_live,
    f.id is not null as remains,
    f.id is not null and not f.deleted as is_live,
    s.hash as old_hash,
    f.hash as new_hash,
    f.load_id,
    f.line,
    f.data,
    (f.load_id, f.line) is distinct from (s.load_id, s.line) as origin,
    s.id is null or f.id is null or f.deleted <> s.deleted or not record_image_eq(row(f.data), row(s.data)) as content
  from touched_ids t
  left join fold_steps f on f.id = t.id and f.is_last and f.data is not null
  left join records s on s.feed = $1 and s.id = t.id
  where s.id is not null or f.id is not null
) compared
where content or origin
