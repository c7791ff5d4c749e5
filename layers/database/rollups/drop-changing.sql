-- Makes room for other changes in the same transaction.
drop view changing
