-- Sends a write-back that failed once more.
-- $1 id text, $2 who, text → outcome text
select outcome from retry_write_back($1::text::bigint, $2)
