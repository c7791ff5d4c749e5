-- The change set of a load: one row for each id whose line may change something, computed once and in parallel.
-- `data` is null where nothing changes, and for a tombstone, which keeps what is stored.
-- $1 load bigint, $2 feed text, $3 repeated ids text[] (left out here) → temporary table change_set
create temporary table change_set with (toast_tuple_target = 8160) on commit drop as
select
  l.id,
  l.line,
  s.id is not null as stored,
  s.id is not null and not s.deleted as was_live,
  l.op <> 'delete' as is_live,
  s.hash as old_hash,
  case when l.op <> 'delete' and not same.same then hash_record(l.id, n.data) end as new_hash,
  case when l.op <> 'delete' and not same.same then n.data end as data,
  case when l.op = 'delete' then s.id is not null and not s.deleted else not same.same end as changes
from raw_records l
left join records s on s.feed = $2 and s.id = l.id
cross join lateral (select fold(s.data, s.deleted, l.data, l.op) as data offset 0) n
cross join lateral (
  select coalesce(not s.deleted and n.data = s.data and n.data::text = s.data::text, false) as same offset 0
) same
where l.load_id = $1 and l.id <> all ($3::text[])
