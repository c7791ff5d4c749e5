-- Names that two systems write differently, and views in schemas with names that people know.

create table name_mapping (
  kind text not null,
  source_name text not null,
  target_name text not null,
  notes text,
  primary key (kind, source_name)
);

comment on table name_mapping is
  'What a thing of one system is called in another. Without a row, names match when they are equal after trimming and case folding.';
comment on column name_mapping.kind is 'What is matched. brand-revenue: the name of a client in Airtable → the brand of invoice lines.';

-- Lets every role of the unit read one table or view of any schema.
create procedure grant_read_in(place text, relation text)
language plpgsql
as $$
declare
  purpose text;
begin
  foreach purpose in array array['loader', 'exporter', 'api', 'reader', 'operator'] loop
    execute format('grant usage on schema %I to %I', place, control.unit_role(purpose));
    execute format('grant select on %I.%I to %I', place, relation, control.unit_role(purpose));
  end loop;
end
$$;

do $$
begin
  call grant_read('name_mapping');
  execute format('grant insert, update, delete on name_mapping to %I', control.unit_role('operator'));
end
$$;
