-- The same for lines that are set aside.
create temporary table rejected_records (
  load_id bigint,
  line bigint,
  byte_offset bigint,
  id text,
  code text,
  reason text,
  raw bytea,
  raw_length bigint
) on commit drop
