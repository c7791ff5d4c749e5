-- What the read API needs: what its ETags are made of, its cursors, and the limits of its role.

-- The state of each feed as one text, which changes whenever a record of the feed does.
create view feed_states as
select feed, live_records || ' ' || state_hash::text as state
from feed_totals;

comment on view feed_states is 'Of what feeds a client has seen an answer: equal texts, equal records.';

-- Where a page of a list ended, as an opaque word for a URL.
create function page_cursor(sort text, descending boolean, place text) returns text
language sql stable parallel safe
return translate(
  encode(convert_to(json_build_array(case when descending then '-' else '' end || sort, place)::text, 'UTF8'), 'base64'),
  e'+/=\n', '-_');

do $$
declare
  purpose text;
  api text := control.unit_role('api');
begin
  foreach purpose in array array['loader', 'exporter', 'api', 'reader', 'operator'] loop
    execute format('grant select on feed_states to %I', control.unit_role(purpose));
  end loop;

  -- The lines as they were delivered are no part of any answer.
  execute format('revoke select on raw_records, rejected_records from %I', api);

  -- One statement answers one request: it begins in the unit's schema without being told, reads, and ends in time.
  begin
    execute format('alter role %I set search_path = %I, pg_temp', api, current_schema());
    execute format('alter role %I set default_transaction_read_only = on', api);
    execute format('alter role %I set statement_timeout = %L', api, '5s');
  exception when internal_error then
    null; -- "tuple concurrently updated": another database of this server is setting the same values
  end;
end
$$;
