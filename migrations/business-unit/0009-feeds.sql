-- What a feed needs, called for each feed of the catalog at every migration.

-- Lets every role of the unit read one table or view.
create procedure grant_read(relation text)
language plpgsql
as $$
declare
  purpose text;
begin
  foreach purpose in array array['loader', 'exporter', 'api', 'reader', 'operator'] loop
    execute format('grant select on %I to %I', relation, control.unit_role(purpose));
  end loop;
end
$$;

-- Makes what is missing of one feed: its partition of records under the feed's own name, its totals, its settings.
create procedure ensure_feed(
  feed_name text, merge text, late text, hold_back interval, deletion_guard numeric, reject_share numeric, cadence interval
)
language plpgsql
as $$
begin
  if to_regclass(format('%I.%I', current_schema(), feed_name)) is null then
    execute format('create table %I partition of records for values in (%L) with (toast_tuple_target = 8160)',
      feed_name, feed_name);
    call grant_read(feed_name);
  end if;
  insert into feed_totals (feed) values (feed_name) on conflict do nothing;
  insert into feed_settings (feed, merge, late, hold_back, deletion_guard, reject_share, cadence)
  values (feed_name, ensure_feed.merge, ensure_feed.late, ensure_feed.hold_back, ensure_feed.deletion_guard,
    ensure_feed.reject_share, ensure_feed.cadence)
  on conflict do nothing;
end
$$;
