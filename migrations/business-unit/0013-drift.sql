-- What the records of each feed are made of, so that a file which brings something else is noticed.

alter table loads add column inspected_at timestamptz;

comment on column loads.inspected_at is 'When drift was looked for in it. Null: not yet; the loader does it when no file is due.';

-- What they brought is learnt from the state, when the next file of their feed is inspected.
update loads set inspected_at = clock_timestamp() where applied_event is not null;

create index loads_uninspected on loads (feed, order_key)
  where applied_event is not null and retired_event is null and inspected_at is null;

create table known_traits (
  feed text collate "C" not null,
  entity text collate "C" not null,
  kind text collate "C" not null check (kind in ('member', 'attribute', 'value')),
  name text collate "C" not null,
  key text collate "C" not null,
  detail text collate "C" not null,
  state text not null check (state in ('known', 'found', 'gone')),
  event bigint not null references file_processing_events,
  line bigint,
  primary key (feed, entity, kind, name, key, detail)
);

comment on table known_traits is
  'What the records of a feed are made of: members, attributes with their types, controlled values with their labels.';
comment on column known_traits.name is 'Of the member or attribute; its first 120 characters, as of key and detail.';
comment on column known_traits.key is 'Of a controlled value; else empty.';
comment on column known_traits.detail is 'The type of an attribute, the label of a controlled value; else empty.';
comment on column known_traits.state is
  'found: nobody has accepted it yet. gone: it was known, and what declares attributes no longer has it.';
comment on column known_traits.event is 'The event of the file that brought it; of what is gone, that took it away.';

create index known_traits_drifted on known_traits (feed) where state <> 'known';

-- The attributes of one record of a feed and of the entities in it, and members that none of them should have; these have
-- no type. `places` says where they stand: `entity`, what a record is; `members` that an entity may have (without them,
-- every member is an attribute); `attributes`, the member that holds these; `lists` of further entities, by their members.
-- `type` is jsonb's; `controlled` is the value of an attribute if it is one, or several, of a controlled list.
--
-- It is inlined and runs for every attribute of every line: whatever distinct ones can be asked later is not asked here.
create function fields_of(line jsonb, places jsonb)
returns table (entity text, name text, type text, controlled jsonb)
language sql stable parallel safe
as $$
  select e.entity, field.name, jsonb_typeof(field.value),
    case when jsonb_typeof(field.value) = 'object' and field.value ?| '{key,keys}' then field.value end
  from (
    select places ->> 'entity' as entity, line as data
    union all
    select list.entity, element
    from jsonb_each_text(places -> 'lists') as list (member, entity)
    cross join lateral jsonb_array_elements(
      case when jsonb_typeof(line -> list.member) = 'array' then line -> list.member else '[]' end) as element
  ) e
  cross join lateral (
    select a.name, a.value
    from jsonb_each(
      case
        when not places ? 'members' and jsonb_typeof(e.data) = 'object' then e.data
        when e.data ? 'FieldValues' and jsonb_typeof(rename_field_values(e.data) -> 'Attributes') = 'object'
          then rename_field_values(e.data) -> 'Attributes'
        when jsonb_typeof(e.data -> (places ->> 'attributes')) = 'object' then e.data -> (places ->> 'attributes')
        else '{}'
      end) as a (name, value)
    union all
    select unknown, null -- most have none, which is asked first: a set that is empty costs more
    from (
      select
        case
          when places ? 'members' and jsonb_typeof(e.data) = 'object'
            then e.data - array(select jsonb_array_elements_text(places -> 'members'))
          else '{}'
        end as others
    ) left_over
    cross join lateral jsonb_object_keys(left_over.others) as unknown
    where left_over.others <> '{}'
  ) field
$$;

-- The type of an attribute, as people are told of it.
create function type_name(type text, controlled jsonb) returns text
language sql immutable parallel safe
return case
  when controlled ? 'key' then 'controlled value'
  when controlled ? 'keys' then 'controlled values'
  when type = 'string' then 'text'
  when type = 'array' then 'list'
  when type = 'object' then 'map'
  else type
end;

-- The keys and labels of a controlled value, or of several.
create function values_of(controlled jsonb) returns table (key text, label text)
language sql immutable parallel safe
as $$
  select controlled ->> 'key', coalesce(controlled ->> 'value', '')
  where controlled ->> 'key' is not null
  union all
  select single.key, coalesce(controlled -> 'values' ->> (single.place - 1)::int, '')
  from jsonb_array_elements_text(
    case when jsonb_typeof(controlled -> 'keys') = 'array' then controlled -> 'keys' else '[]' end
  ) with ordinality as single (key, place)
  where single.key is not null
$$;

do $$
declare
  loader text := control.unit_role('loader');
  operator text := control.unit_role('operator');
begin
  call grant_read('known_traits');
  execute format('grant insert, update, delete on known_traits to %I', loader);
  execute format('grant delete, update (state) on known_traits to %I', operator);
end
$$;
