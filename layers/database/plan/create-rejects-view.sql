-- The rejects with the planned ones among them.
create temporary view rejected_records as
select load_id, line, byte_offset, id, code, reason, raw, raw_length from rejected_records
union all
select load_id, line, byte_offset, id, code, reason, raw, raw_length from planned_rejects
