-- Lets every role of the unit read a view that a feed brought.
-- $1 view text
call grant_read($1)
