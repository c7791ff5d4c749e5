-- What reads the values of records as texts of CSVs. No function here reads a table: an export of the past runs
-- them over records as they were, and every one of them may run in parallel. They are PL/pgSQL where an argument is
-- needed twice: a SQL function that cannot be inlined costs several times as much.

-- A value as an object: {} where it is none.
create function object_of(value jsonb) returns jsonb
language sql immutable parallel safe
return case when jsonb_typeof(value) = 'object' then value else '{}' end;

-- A value as an array: [] where it is none.
create function array_of(value jsonb) returns jsonb
language sql immutable parallel safe
return case when jsonb_typeof(value) = 'array' then value else '[]' end;

-- The locale map that a value is, {stringMap: {…}} without its shell; null where it is none. An object is one when it has
-- a text `en`, or when all its members are texts that are named like locales.
create function locale_map_of(value jsonb) returns jsonb
language plpgsql immutable parallel safe
as $$
begin
  if jsonb_typeof(value -> 'stringMap') = 'object' then
    value := value -> 'stringMap';
  end if;
  if jsonb_typeof(value -> 'en') = 'string' then
    return value;
  end if;
  if jsonb_typeof(value) is distinct from 'object' or value ? 'key' or value ? 'keys' or value = '{}' then
    return null;
  end if;
  if exists (
    select from jsonb_each(value) as member
    where member.key collate "C" !~ '^[a-z]{2}([-_][A-Za-z0-9]{2,8})*$' or jsonb_typeof(member.value) <> 'string'
  ) then
    return null;
  end if;
  return value;
end
$$;

-- The text of a locale map: that of the first of the locales that it has. Without locales `en`, else the first member by
-- code point.
create function choose_locale(map jsonb, locales text[]) returns text
language plpgsql immutable parallel safe
as $$
declare
  locale text;
begin
  if cardinality(locales) > 0 then
    foreach locale in array locales loop
      if map ? locale then
        return map ->> locale;
      end if;
    end loop;
    return null;
  end if;
  if map ? 'en' then
    return map ->> 'en';
  end if;
  return (select member.value from jsonb_each_text(map) as member order by member.key collate "C" limit 1);
end
$$;

-- What a value consists of, as an array: the elements of an array, {keys, values} as {key, value} each, else the value.
create function elements_of(value jsonb) returns jsonb
language plpgsql immutable parallel safe
as $$
begin
  if value is null or value = 'null' then
    return '[]';
  end if;
  if jsonb_typeof(value) = 'array' then
    return value;
  end if;
  if jsonb_typeof(value -> 'keys') = 'array' then
    return (
      select coalesce(
        jsonb_agg(jsonb_strip_nulls(jsonb_build_object('key', each.key, 'value', value -> 'values' -> (each.place - 1)::int))
          order by each.place), '[]')
      from jsonb_array_elements(value -> 'keys') with ordinality as each (key, place)
    );
  end if;
  return jsonb_build_array(value);
end
$$;

-- The label of a controlled value {key, value}, or of a bare key that `labels` knows: what `labels` has for the key, else
-- the record's own value, else the key. Anything else is its own label. Several keys have an array of labels.
create function label_of(value jsonb, labels jsonb, locales text[] default null) returns jsonb
language plpgsql immutable parallel safe
as $$
declare
  label jsonb;
begin
  case jsonb_typeof(value)
    when 'object' then
      if value ? 'key' then
        label := coalesce(labels -> (value ->> 'key'), value -> 'value', value -> 'key');
      elsif jsonb_typeof(value -> 'keys') = 'array' then
        return label_of(elements_of(value), labels, locales);
      else
        return value;
      end if;
    when 'array' then
      return (
        select coalesce(jsonb_agg(label_of(each.element, labels, locales) order by each.place), '[]')
        from jsonb_array_elements(value) with ordinality as each (element, place)
      );
    else
      label := coalesce(labels -> (value #>> '{}'), value);
  end case;
  if jsonb_typeof(label) = 'object' and locale_map_of(label) is not null then
    return to_jsonb(choose_locale(locale_map_of(label), locales));
  end if;
  return label;
end
$$;

-- The key of a controlled value, the array of keys of several; anything else is its own key.
create function key_of(value jsonb) returns jsonb
language plpgsql immutable parallel safe
as $$
begin
  case jsonb_typeof(value)
    when 'object' then
      return coalesce(value -> 'key', value -> 'keys', value);
    when 'array' then
      return (
        select coalesce(jsonb_agg(key_of(each.element) order by each.place), '[]')
        from jsonb_array_elements(value) with ordinality as each (element, place)
      );
    else
      return value;
  end case;
end
$$;

-- The text of a value as a CSV shows it; null where there is none. Written for speed: a night's CSVs ask it millions of
-- times, and within PL/pgSQL an expression costs a tenth of a query.
-- @param labels by key, the labels that controlled values of this attribute have now
create function text_of(value jsonb, labels jsonb default null) returns text
language plpgsql immutable parallel safe
as $$
declare
  label jsonb;
  result text;
begin
  case jsonb_typeof(value)
    when 'string', 'number', 'boolean' then
      return value #>> '{}';
    when 'object' then
      if value ? 'key' then
        label := coalesce(labels -> (value ->> 'key'), value -> 'value', value -> 'key');
        return case jsonb_typeof(label) when 'string' then label #>> '{}' else text_of(label) end;
      end if;
      if jsonb_typeof(value -> 'keys') = 'array' then
        for place in 0 .. jsonb_array_length(value -> 'keys') - 1 loop
          label := coalesce(labels -> (value -> 'keys' ->> place), value -> 'values' -> place, value -> 'keys' -> place);
          result := concat_ws('|', result, text_of(label));
        end loop;
        return result;
      end if;
      if jsonb_typeof(value -> 'en') = 'string' then
        return value ->> 'en';
      end if;
      return case
        when locale_map_of(value) is not null then choose_locale(locale_map_of(value), null)
        when value not in ('{}', '{"stringMap": {}}') then value::text
      end;
    when 'array' then
      for place in 0 .. jsonb_array_length(value) - 1 loop
        result := concat_ws('|', result, text_of(value -> place, labels));
      end loop;
      return result;
    else
      return null;
  end case;
end
$$;

-- The text of a value in the first of the locales that it has. A value without locales is the same in all of them.
create function locale_text(value jsonb, labels jsonb, locales text[]) returns text
language plpgsql immutable parallel safe
as $$
begin
  if jsonb_typeof(value) = 'object' and not value ?| array['key', 'keys'] and locale_map_of(value) is not null then
    return choose_locale(locale_map_of(value), locales);
  end if;
  if jsonb_typeof(value) = 'array' then
    return (
      select string_agg(locale_text(each.element, labels, locales), '|' order by each.place)
      from jsonb_array_elements(value) with ordinality as each (element, place)
    );
  end if;
  if jsonb_typeof(value) = 'object' then
    return text_of(label_of(value, labels, locales));
  end if;
  return text_of(value);
end
$$;

-- The texts of what a value consists of, those that are there, with a text between them.
create function join_texts(value jsonb, labels jsonb, separator text) returns text
language sql immutable parallel safe
return (
  select string_agg(text_of(each.element, labels), separator order by each.place)
  from jsonb_array_elements(elements_of(value)) with ordinality as each (element, place)
);

-- The texts of what a value consists of, by code point.
create function sort_texts(value jsonb, labels jsonb) returns jsonb
language sql immutable parallel safe
return (
  select coalesce(jsonb_agg(texts.text order by texts.text collate "C"), '[]')
  from (select text_of(element, labels) from jsonb_array_elements(elements_of(value)) as each (element)) as texts (text)
  where texts.text is not null
);

-- The texts of what a value consists of, each where it comes first.
create function unique_texts(value jsonb, labels jsonb) returns jsonb
language sql immutable parallel safe
return (
  select coalesce(jsonb_agg(firsts.text order by firsts.place), '[]')
  from (
    select text_of(each.element, labels), min(each.place)
    from jsonb_array_elements(elements_of(value)) with ordinality as each (element, place)
    group by 1
  ) as firsts (text, place)
  where firsts.text is not null
);

-- The attributes of an entity; a locale map has a row for each of its locales. One call for an entity: as a function in the
-- from clause for each value it costs more, and unnested in a select list it keeps the planner from going on in parallel.
create function attribute_values(attributes jsonb) returns table (attribute_id text, locale text, value jsonb)
language plpgsql immutable parallel safe rows 20
as $$
begin
  return query
    select each.attribute_id, nullif(each.locale, ''), case each.locale
      when '' then each.value
      else coalesce(each.value -> each.locale, each.value -> 'stringMap' -> each.locale)
    end
    from (
      select attribute.key, attribute.value, jsonb_object_keys(
        case jsonb_typeof(attribute.value)
          when 'object' then coalesce(locale_map_of(attribute.value), '{"": null}')
          else '{"": null}'
        end)
      from jsonb_each(attributes) as attribute
    ) as each (attribute_id, value, locale);
end
$$;
