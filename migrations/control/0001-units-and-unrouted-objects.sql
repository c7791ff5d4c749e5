-- What belongs to no single business unit. The ledger of migrations itself is made by the runner, before this.

create table control.business_units (
  name text collate "C" primary key,
  schema_name text collate "C" not null unique,
  title text not null,
  time_zone text not null,
  created_at timestamptz not null default clock_timestamp()
);

comment on table control.business_units is 'The tenants that were migrated here; the catalog in the code decides which there are.';

create table control.unrouted_objects (
  bucket text collate "C" not null,
  key text collate "C" not null,
  version_id text collate "C" not null,
  size_bytes bigint not null,
  first_seen_at timestamptz not null default clock_timestamp(),
  primary key (bucket, key, version_id)
);

comment on table control.unrouted_objects is 'Objects of the landing bucket under no unit''s prefix: nobody loads them.';

-- The database role of one purpose in the unit whose schema is the current one.
create function control.unit_role(purpose text) returns text
language sql stable
return (
  select format('millrace_%s_%s', u.name, purpose)
  from control.business_units u
  where u.schema_name = current_schema()
);

-- Makes a login role unless it is there. Roles belong to the whole server: another database may just be making it.
-- On RDS it may sign in with an IAM token only.
create procedure control.ensure_role(role_name text)
language plpgsql
as $$
begin
  begin
    execute format('create role %I login', role_name);
  exception when duplicate_object or unique_violation then
    null;
  end;
  if exists (select from pg_roles where rolname = 'rds_iam') then
    execute format('grant rds_iam to %I', role_name);
  end if;
end
$$;

do $$
begin
  call control.ensure_role('millrace_reconciler');
  grant usage on schema control to millrace_reconciler;
  grant select on control.business_units to millrace_reconciler;
  grant select, insert on control.unrouted_objects to millrace_reconciler;
end
$$;
