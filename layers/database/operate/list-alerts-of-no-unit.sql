-- Open alerts about what belongs to no unit.
-- → raised_at, kind, severity, subject, code, message
select raised_at, kind, severity, subject, code, message
from control.alerts
where resolved_at is null
order by raised_at
