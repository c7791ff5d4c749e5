-- The reconciler notes its runs and whether data still comes; an operator sees the alerts that are about no unit.

do $$
declare
  operator text := control.unit_role('operator');
begin
  execute format('grant usage on schema %I to millrace_reconciler', current_schema());
  grant select, insert, update on runs, alerts to millrace_reconciler;

  execute format('grant usage on schema control to %I', operator);
  execute format('grant select on control.alerts to %I', operator);
end
$$;
