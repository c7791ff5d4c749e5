-- A feed as it is kept against the fold of its history.
-- $1 feed text, $2 how many differences to show int → loads, records, different bigint, kept_live bigint,
--   kept_hash bit(256), folded_live bigint, folded_hash bit(256), differences (json: for each record its id, and of each
--   column what is kept and what was folded; null without the record)
with folded as materialized (
  select f.id, f.deleted, f.data, f.hash, f.line, c.source_file
  from fold_steps f
  join counted_loads c on c.load_id = f.load_id
  where f.is_last and f.data is not null
),
different as materialized ( -- the images first: they are the same for almost all, and cost less than the texts
  select
    coalesce(s.id, f.id) as id,
    s.id is not null as is_kept,
    f.id is not null as is_folded,
    s.deleted as kept_deleted, f.deleted as folded_deleted,
    s.data as kept_data, f.data as folded_data,
    s.source_file as kept_file, f.source_file as folded_file,
    s.line as kept_line, f.line as folded_line,
    s.hash as kept_record_hash, f.hash as folded_record_hash
  from folded f
  full join (select * from records where feed = $1) s on s.id = f.id
  where s.id is null or f.id is null
    or s.deleted <> f.deleted
    or s.source_file <> f.source_file
    or s.line <> f.line
    or s.hash is distinct from f.hash
    or (not record_image_eq(row(s.data), row(f.data)) and s.data::text <> f.data::text)
)
select
  (select count(*) from counted_loads) as loads,
  (select count(*) from folded) as records,
  (select count(*) from different) as different,
  t.live_records as kept_live,
  t.state_hash as kept_hash,
  (select count(*) from folded where not deleted) as folded_live,
  (select coalesce(bit_xor(('x' || encode(hash, 'hex'))::bit(256)), 0::bit(256)) from folded where not deleted)
    as folded_hash,
  (
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', id, 'is_kept', is_kept, 'is_folded', is_folded,
      'kept', jsonb_build_object(
        'deleted', kept_deleted::text, 'data', left(kept_data::text, 1000000), 'source file', kept_file,
        'line', kept_line::text, 'hash', encode(kept_record_hash, 'hex')),
      'folded', jsonb_build_object(
        'deleted', folded_deleted::text, 'data', left(folded_data::text, 1000000), 'source file', folded_file,
        'line', folded_line::text, 'hash', encode(folded_record_hash, 'hex'))) order by id collate "C"), '[]')
    from (select * from different order by id collate "C" limit $2) shown
  ) as differences
from feed_totals t
where t.feed = $1
