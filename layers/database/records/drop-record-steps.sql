-- Makes room for the history of a record as of another event.
drop table record_steps
