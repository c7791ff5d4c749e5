-- What earlier full runs of a feed did not dare to delete is settled, or up to a later run.
-- $1 feed text
update alerts
set resolved_at = clock_timestamp()
where kind = 'withheld-deletes' and resolved_at is null
  and subject in (
    select f.key
    from loads l
    join landed_files f using (landed_file)
    where l.feed = $1 and l.withheld_event is not null)
