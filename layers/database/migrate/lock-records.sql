-- Lets nobody change a record until the end of the transaction.
lock table records in share row exclusive mode
