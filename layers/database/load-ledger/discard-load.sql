-- Removes what a load staged, but for its first rejects. It can never be applied then.
-- $1 load bigint, $2 rejects kept int
select discard_load($1, $2)
