-- What raised the alert is over.
-- $1 kind, $2 subject
update alerts set resolved_at = clock_timestamp() where kind = $1 and subject = $2 and resolved_at is null
