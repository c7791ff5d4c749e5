-- A connection of a run waits while others work; a run lasts at most as long as its function may.
set local idle_in_transaction_session_timeout to '15min'
