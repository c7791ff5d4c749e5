-- A page of the rejects of a load.
-- $1 load bigint, $2 after line bigint, $3 limit int
select line, byte_offset, code, reason, encode(raw, 'base64') as raw_base64, raw_length
from rejected_records
where load_id = $1 and line > $2
order by line
limit $3
