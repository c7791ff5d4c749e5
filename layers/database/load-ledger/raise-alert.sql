-- Raises an alert; one that is open already takes the newer words.
-- $1 kind, $2 severity, $3 subject, $4 code, $5 message
insert into alerts (kind, severity, subject, code, message)
values ($1, $2, $3, $4, $5)
on conflict (kind, subject) where resolved_at is null
do update set code = excluded.code, message = excluded.message, severity = excluded.severity
