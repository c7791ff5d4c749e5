-- Grants what a table of sums needs.
-- $1 table text
call grant_rollup($1)
