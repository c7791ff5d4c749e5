-- → open_alerts int, about what belongs to no unit
select count(*)::int as open_alerts
from control.alerts
where resolved_at is null
