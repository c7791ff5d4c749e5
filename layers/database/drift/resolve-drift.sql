-- What has drifted was accepted.
update alerts set resolved_at = clock_timestamp() where kind = 'drift' and resolved_at is null
