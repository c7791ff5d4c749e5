-- Alerts that nobody and nothing has resolved.
-- → raised_at, kind, severity, subject, code, message
select raised_at, kind, severity, subject, code, message
from alerts
where resolved_at is null
order by raised_at
