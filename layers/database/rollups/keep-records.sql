-- Lets nobody make the tables of sums anew until the end of the transaction: what it is about to write would be missing.
lock table records in row exclusive mode
