-- Makes room for another change set in the same transaction.
drop table change_set
