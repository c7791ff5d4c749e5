-- Keeps a load that is staged completely for the replay that will put it in force.
-- $1 load bigint, $2 totals, duration and where it was staged from jsonb
update loads
set staging = $2::jsonb, sha256 = $2::jsonb -> 'totals' ->> 'sha256', staged_rows = ($2::jsonb -> 'totals' ->> 'records')::bigint
where load_id = $1 and discarded_at is null
