-- Every attribute that the attribute file declares.
-- → attribute text
select id as attribute from records where feed = 'attribute_file' and not deleted
