-- Lets every role of the unit read a view that a feed brought.
-- $1 schema text, or null: the unit's own; $2 view text
call grant_read_in(coalesce($1::text, current_schema()), $2)
