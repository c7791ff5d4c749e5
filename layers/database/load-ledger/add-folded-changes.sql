-- The part of the change set that create-change-set.sql left out: ids with several lines, folded in line order.
-- $1 load bigint, $2 feed text, $3 repeated ids text[]
insert into change_set
select
  f.id,
  coalesce((f.became).line, f.last_line),
  f.stored,
  f.was_live,
  (f.became).data is not null and not (f.became).deleted,
  f.old_hash,
  case when c.changes and not (f.became).deleted then hash_record(f.id, (f.became).data) end,
  case when c.changes and ((f.became).data::text is distinct from f.old_text) then (f.became).data end,
  null,
  null,
  c.changes
from (
  select
    l.id,
    max(l.line) as last_line,
    s.id is not null as stored,
    s.id is not null and not s.deleted as was_live,
    s.hash as old_hash,
    s.data::text as old_text,
    fold_lines(s.data, s.deleted, l.line, l.data, l.op order by l.line) as became
  from raw_records l
  left join records s on s.feed = $2 and s.id = l.id
  where l.load_id = $1 and l.id = any ($3::text[])
  group by l.id, s.id, s.deleted, s.hash, s.data
) f
cross join lateral (
  select (f.became).data is not null and (
    not f.stored
    or (f.became).deleted = f.was_live
    or (f.became).data::text <> f.old_text
  ) as changes offset 0
) c
