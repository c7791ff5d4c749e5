-- The history with the planned lines in it.
create temporary view raw_records as
select load_id, line, feed, id, op, data, outline from raw_records
union all
select load_id, line, feed, id, op, data, outline from planned_lines
