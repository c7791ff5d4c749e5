-- A file that was left out waits for its turn again, even if it was in force before.
-- $1 landed file bigint
update landed_files set settled = false where landed_file = $1
