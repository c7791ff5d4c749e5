-- Until the transaction ends, names mean the plan's own tables first.
select set_config('search_path', 'pg_temp, ' || current_schema(), true)
