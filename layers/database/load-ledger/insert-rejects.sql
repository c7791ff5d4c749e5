-- Sets bad lines aside.
-- $1 load, $2 lines bigint[], $3 byte offsets bigint[], $4 ids text[], $5 codes text[], $6 reasons text[],
-- $7 raw bytea[], $8 lengths bigint[]
insert into rejected_records (load_id, line, byte_offset, id, code, reason, raw, raw_length)
select $1, g.line, g.byte_offset, g.id, g.code, g.reason, g.raw, g.raw_length
from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::bigint[])
  as g (line, byte_offset, id, code, reason, raw, raw_length)
