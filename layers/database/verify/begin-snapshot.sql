-- Has every statement of this transaction see the database as the first of them does.
set transaction isolation level repeatable read
