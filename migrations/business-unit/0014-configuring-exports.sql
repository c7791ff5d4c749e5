-- What the configuration of exports lacked: the columns that its contract names, what may stand in each, who changed it,
-- and the configurations that runs used. Then what the exporter may write.

alter table csv_file_config
  add column excel_safe boolean not null default false,
  add column key_columns text[] not null default '{}',
  add column reference_columns text[] not null default '{}',
  add column row_band numeric default 0.5;

comment on column csv_file_config.excel_safe is 'Guards cells that a spreadsheet would take for a formula.';
comment on column csv_file_config.key_columns is 'Columns that together name a row once.';
comment on column csv_file_config.reference_columns is '"column -> csv.column": every value of the first is one of the second.';
comment on column csv_file_config.row_band is
  'The share by which the number of rows may differ from the published run before; null: any.';

create function is_csv_name(name text) returns boolean
language sql immutable parallel safe
return name collate "C" ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.csv$';

-- The name of a column, a field, an entity; null where there is none to judge.
create function is_name(name text) returns boolean
language sql immutable parallel safe
return char_length(name) between 1 and 500;

create function are_names(names text[]) returns boolean
language sql immutable parallel safe
return coalesce(array_ndims(names), 1) = 1
  and not exists (select from unnest(names) as name where is_name(name) is not true);

create function is_text_list(list jsonb) returns boolean
language sql immutable parallel safe
return case
  when jsonb_typeof(list) = 'array' then jsonb_array_length(list) between 1 and 1000
    and not exists (
      select from jsonb_array_elements(list) as text (value)
      where jsonb_typeof(value) <> 'string' or char_length(value #>> '{}') > 10000
    )
  else false
end;

-- The closed form of a filter: {field, is} or {field, in} or {field, not_in}.
create function is_filter_condition(condition jsonb) returns boolean
language sql immutable parallel safe
return case
  when jsonb_typeof(condition) = 'object' then (select count(*) from jsonb_object_keys(condition)) = 2
    and coalesce(jsonb_typeof(condition -> 'field') = 'string' and is_name(condition ->> 'field'), false)
    and (coalesce(condition -> 'is' in ('"present"', '"missing"'), false)
      or is_text_list(condition -> 'in') or is_text_list(condition -> 'not_in'))
  else false
end;

create function is_filter(conditions jsonb) returns boolean
language sql immutable parallel safe
return case
  when jsonb_typeof(conditions) = 'array' then jsonb_array_length(conditions) <= 50
    and not exists (select from jsonb_array_elements(conditions) as condition where not is_filter_condition(condition))
  else false
end;

-- Rows from before stay as they are, for `millrace config check` to name; whoever writes one from now on hears of it.
alter table field_mapping
  drop constraint field_mapping_heiler_csv_check,
  add constraint field_mapping_heiler_csv check (is_csv_name(heiler_csv)) not valid,
  add constraint field_mapping_id check (id > 0) not valid,
  add constraint field_mapping_names
    check (is_name(inriver_entity) and is_name(inriver_field) and is_name(heiler_column)) not valid,
  add constraint field_mapping_lengths
    check (char_length(transformation_rule) <= 10000 and char_length(notes) <= 10000) not valid;

alter table decorator_data
  add constraint decorator_data_id check (id > 0) not valid,
  add constraint decorator_data_names
    check (is_name(entity_type) and is_name(entity_id) and is_name(decorator_type)) not valid,
  add constraint decorator_data_lengths
    check (char_length(decorator_value) <= 10000 and char_length(source) <= 10000 and char_length(notes) <= 10000) not valid;

alter table csv_template_config
  drop constraint csv_template_config_csv_name_check,
  add constraint csv_template_config_csv_name check (is_csv_name(csv_name)) not valid,
  add constraint csv_template_config_id check (id > 0) not valid,
  add constraint csv_template_config_names check (is_name(column_name)) not valid,
  add constraint csv_template_config_lengths
    check (char_length(source_value) <= 10000 and char_length(default_value) <= 10000
      and char_length(transformation) <= 10000 and char_length(notes) <= 10000) not valid;

alter table csv_file_config
  drop constraint csv_file_config_csv_name_check,
  add constraint csv_file_config_csv_name check (is_csv_name(csv_name)) not valid,
  add constraint csv_file_config_id check (id > 0) not valid,
  add constraint csv_file_config_names
    check (is_name(row_source) and are_names(column_order) and are_names(row_order) and are_names(key_columns)
      and are_names(reference_columns)) not valid,
  add constraint csv_file_config_filter check (filter is null or is_filter(filter)) not valid,
  add constraint csv_file_config_row_band check (row_band >= 0 and row_band < 'infinity') not valid,
  add constraint csv_file_config_lengths
    check (char_length(null_text) <= 50 and null_text !~ '[",\r\n]' and char_length(notes) <= 10000) not valid;

create index decorator_data_by_entity on decorator_data (entity_type, entity_id, decorator_type);

-- Statement by statement: an import of ten thousand rows is one event, not ten thousand.
create function log_configuration_change() returns trigger
language plpgsql security definer set search_path from current
as $$
declare
  row_count bigint;
begin
  if tg_op <> 'TRUNCATE' then
    select count(*) into row_count from written;
    if row_count = 0 then
      return null;
    end if;
  end if;
  insert into file_processing_events (event_type, metadata)
  values ('configuration_changed',
    jsonb_build_object('table', tg_table_name, 'operation', lower(tg_op), 'rows', row_count, 'by', session_user));
  return null;
end
$$;

do $$
declare
  relation text;
begin
  foreach relation in array array['field_mapping', 'decorator_data', 'csv_template_config', 'csv_file_config'] loop
    execute format('create trigger log_inserts after insert on %I referencing new table as written
      for each statement execute function log_configuration_change()', relation);
    execute format('create trigger log_updates after update on %I referencing new table as written
      for each statement execute function log_configuration_change()', relation);
    execute format('create trigger log_deletes after delete on %I referencing old table as written
      for each statement execute function log_configuration_change()', relation);
    execute format('create trigger log_truncation after truncate on %I
      for each statement execute function log_configuration_change()', relation);
    -- Rows that somebody gave an id by hand: an import has the sequence begin after them.
    execute format('grant select, update on sequence %s to %I',
      pg_get_serial_sequence(relation, 'id'), control.unit_role('operator'));
  end loop;
end
$$;

create table export_configurations (
  hash text collate "C" primary key check (hash ~ '^[0-9a-f]{64}$'),
  content jsonb not null,
  created_at timestamptz not null default clock_timestamp()
);

comment on table export_configurations is
  'Every configuration that a run of an export used, under the sha-256 of its canonical JSON: what its manifest names.';

alter table export_files add column rejected bigint not null default 0;

comment on column export_files.rows is 'Rows of the CSV, without those that lack a required value.';
comment on column export_files.rejected is 'Rows that lack a required value, which stand in a file of their own.';

-- One export of a unit at a time.
create unique index runs_live_export on runs (kind) where kind = 'export' and ended is null;

call grant_read('export_configurations');

do $$
declare
  exporter text := control.unit_role('exporter');
begin
  execute format('grant insert (kind, scope, status, counts), update (ended, status, counts, error) on runs to %I', exporter);
  execute format('grant insert on export_files, export_configurations to %I', exporter);
  execute format('grant insert, update (severity, code, message, resolved_at) on alerts to %I', exporter);
end
$$;
