-- Ids that come in more than one line of the load. The change set is narrow, and has just been written.
-- → id text
select id from change_set group by id having count(*) > 1
