-- The rows of decorator_data in the order of their ids.
-- → row jsonb
select to_jsonb(decorator) - 'created_at' as row from decorator_data as decorator order by id
