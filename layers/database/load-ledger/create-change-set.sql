-- The change set of a load: one row for each id whose line may change something, computed once. `data` is null where
-- nothing changes, for a tombstone, which keeps what is stored, and where the record is a line: the line of the load
-- `line_load`, whose bytes the history has already.
--
-- Two jsonb values have the same text exactly when they have the same image, which compares in a tenth of the time; a
-- line that is the stored record to the byte need not be folded, nor one that has the outline of the stored record, or an
-- outline and nothing to be folded onto: it is the record. `offset bigint '0'` keeps the planner from computing a
-- step again wherever its result is used; a bare 0 would also keep the step from running in parallel.
-- $1 load bigint, $2 feed text, $3 repeated ids text[] (left out here) → temporary table change_set
create temporary table change_set with (toast_tuple_target = 8160) on commit drop as
select
  id,
  line,
  stored,
  was_live,
  is_live,
  old_hash,
  case when is_live and changes then hash_record(id, data) end as new_hash,
  case when is_live and changes and not is_line then data end as data,
  case when is_line then $1::bigint end as line_load,
  case when is_line then outline end as outline,
  changes
from (
  select
    *,
    is_live and changes and record_image_eq(row(data), row(line_data)) as is_line
  from (
    select
      *,
      case when is_live then not was_live or not record_image_eq(row(data), row(old_data)) else was_live end as changes
    from (
      select
        l.id,
        l.line,
        s.id is not null as stored,
        s.id is not null and not s.deleted as was_live,
        l.op <> 'delete' as is_live,
        s.hash as old_hash,
        s.data as old_data,
        l.data as line_data,
        l.outline,
        case
          when not s.deleted and record_image_eq(row(l.data), row(s.data)) then s.data
          when l.outline is not null and l.op <> 'delete'
            and (l.op = 'replace' or s.id is null or s.deleted or s.outline = outline_of_record(l.outline, s.hash))
            then l.data
          else fold(s.data, s.deleted, l.data, l.op)
        end as data
      from raw_records l
      left join records s on s.feed = $2 and s.id = l.id
      where l.load_id = $1 and l.id <> all ($3::text[])
      offset bigint '0'
    ) folded
    offset bigint '0'
  ) compared
  offset bigint '0'
) told
