-- Ends the connections of loaders up to an epoch, and waits until they are gone: a COPY that stalls obeys no timeout
-- of the server. Their application name is "millrace <schema> <epoch>".
-- $1 application name without the epoch, $2 epoch bigint → gone boolean, one row each
select pg_terminate_backend(pid, 5000) as gone
from pg_stat_activity
where usename = current_user
  and datname = current_database()
  and pid <> pg_backend_pid()
  and case
    when application_name ~ ('^' || $1 || ' [0-9]{1,18}$') then split_part(application_name, ' ', 3)::bigint <= $2
    else false
  end
