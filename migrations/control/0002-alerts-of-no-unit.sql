-- What a person should know of that concerns no single business unit.

create table control.alerts (
  id bigint generated always as identity primary key,
  raised_at timestamptz not null default clock_timestamp(),
  kind text not null,
  severity text not null check (severity in ('warning', 'critical')),
  subject text not null,
  code text not null,
  message text not null,
  resolved_at timestamptz
);

comment on table control.alerts is 'As the alerts of a unit, about what belongs to none.';

create unique index alerts_open on control.alerts (kind, subject) where resolved_at is null;

alter table control.unrouted_objects add column gone_at timestamptz;

comment on column control.unrouted_objects.gone_at is 'When a listing of the bucket no longer had it.';

grant select, insert, update on control.alerts to millrace_reconciler;
grant update (gone_at) on control.unrouted_objects to millrace_reconciler;
