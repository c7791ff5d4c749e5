-- Whether data comes and what is stuck, as JSON. It speaks of now, so it has no tag.
-- Intervals are in the session's style. → tag text, body text
select null::text as tag, json_build_object(
  'sources', (
    select coalesce(json_agg(json_build_object(
      'source', source, 'feed', feed, 'last_applied_at', to_char(last_applied_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'expected_every', expected_every, 'is_stale', is_stale, 'lag', date_trunc('minute', lag)) order by source, feed), '[]')
    from netsuite_raw.sync_state),
  'halted_files', (
    select coalesce(json_agg(json_build_object(
      'feed', feed, 'file', key, 'code', code, 'message', message, 'since', to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      order by order_key, event), '[]')
    from halted_files),
  'alerts', (
    select coalesce(json_agg(json_build_object(
      'kind', kind, 'severity', severity, 'subject', subject, 'code', code, 'message', message,
      'raised_at', to_char(raised_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by raised_at, id), '[]')
    from alerts
    where resolved_at is null),
  'last_runs', (
    select coalesce(json_agg(json_build_object(
      'kind', kind, 'scope', scope, 'started_at', to_char(started at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'ended_at', to_char(ended at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'status', status, 'error', error) order by started desc, id desc), '[]')
    from (
      select distinct on (kind, scope) *
      from runs
      -- Whatever runs at all has run within the newest thousand.
      where id > (select max(id) - 1000 from runs)
      order by kind, scope, id desc
    ) newest),
  'write_backs', (
    select coalesce(json_agg(json_build_object(
      'destination', destination, 'open', open, 'failed', failed, 'oldest_open_at', api_time(oldest_open_at),
      'is_paused', is_paused) order by destination), '[]')
    from write_back_totals),
  'next_runs', (
    select coalesce(json_agg(json_build_object(
      'feed', feed, 'due_at', to_char((last_applied_at + expected_every) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      order by last_applied_at + expected_every, feed), '[]')
    from netsuite_raw.sync_state
    where last_applied_at + expected_every is not null))::text as body
