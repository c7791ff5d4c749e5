-- The database roles of one business unit. The search_path of every migration of this track is the unit's schema.

do $$
declare
  purpose text;
  role_name text;
begin
  foreach purpose in array array['loader', 'exporter', 'api', 'reader', 'operator'] loop
    role_name := control.unit_role(purpose);
    call control.ensure_role(role_name);
    execute format('grant usage on schema %I to %I', current_schema(), role_name);
  end loop;

  -- A peer that vanished is noticed within a minute, whatever the server's own settings are.
  role_name := control.unit_role('loader');
  begin
    execute format('alter role %I set tcp_keepalives_idle = 30', role_name);
    execute format('alter role %I set tcp_keepalives_interval = 10', role_name);
    execute format('alter role %I set tcp_keepalives_count = 3', role_name);
  exception when internal_error then
    null; -- "tuple concurrently updated": another database of this server is setting the same values
  end;
end
$$;
