-- What an inspection has to know of a load. Of a feed of which nothing is known, and while the first full run of one
-- comes, traits are learnt. A load that took the place of another one of the same bytes has nothing to say.
-- $1 load bigint → event bigint, key text, lines bigint, learns boolean, was_read boolean
select
  l.applied_event as event,
  f.key,
  l.staged_rows as lines,
  not exists (select from known_traits k where k.feed = l.feed)
    or (l.full_run is not null and not exists (
      select from loads o
      where o.feed = l.feed and o.applied_event is not null and o.retired_event is null and o.inspected_at is not null
        and o.full_run is distinct from l.full_run)) as learns,
  exists (
    select from file_processing_events e
    join file_processing_events replaced on replaced.id = e.replaces_event
    join loads o on o.load_id = replaced.load_id
    where e.id = l.applied_event and o.landed_file = l.landed_file and o.inspected_at is not null) as was_read
from loads l
join landed_files f using (landed_file)
where l.load_id = $1
