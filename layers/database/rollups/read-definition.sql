-- Of what statements a table of sums was made.
-- $1 table text → definition text
select definition
from rollups
where name = $1
