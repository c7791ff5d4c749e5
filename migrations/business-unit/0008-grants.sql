-- Who may what.

do $$
declare
  loader text := control.unit_role('loader');
  operator text := control.unit_role('operator');
  purpose text;
begin
  foreach purpose in array array['loader', 'exporter', 'api', 'reader', 'operator'] loop
    execute format('grant select on all tables in schema %I to %I', current_schema(), control.unit_role(purpose));
  end loop;
  execute format('grant insert on file_processing_events, landed_files, loads, raw_records, rejected_records, records to %I', loader);
  execute format('grant update on landed_files, loads, records, feed_totals, lease to %I', loader);
  execute format('grant insert, update on alerts to %I', loader);
  execute format('grant execute on function discard_load, ensure_raw_partition, gather_load_statistics to %I', loader);

  execute format('grant insert on file_processing_events to %I', operator);
  execute format('grant update (replay_date) on file_processing_events to %I', operator);
  execute format('grant update (deletes_accepted_at) on landed_files to %I', operator);
  execute format('grant update (merge, late, hold_back, deletion_guard, reject_share, cadence, children) on feed_settings to %I', operator);
  execute format('grant update (resolved_at) on alerts to %I', operator);
end
$$;

revoke execute on function discard_load, ensure_raw_partition, gather_load_statistics from public;
