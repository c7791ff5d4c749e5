-- Nobody else writes a configuration until this transaction ends; whoever only reads it goes on. One who does not let go
-- of it is waited for as long as people wait.
set local lock_timeout = '10s';
lock table csv_file_config, csv_template_config, field_mapping, decorator_data in share row exclusive mode
