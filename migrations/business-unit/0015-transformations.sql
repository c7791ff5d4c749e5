-- What makes the texts of CSVs out of the values of records. No function here reads a table: an export of the past runs
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

create function pad_text(value text, width int, filling text, side text) returns text
language plpgsql immutable parallel safe
as $$
begin
  if length(value) >= width then
    return value;
  end if;
  return case side when 'right' then rpad(value, width, filling) else lpad(value, width, filling) end;
end
$$;

-- At most so many characters, those of the ending that says that something is missing among them.
create function truncate_text(value text, width int, ending text) returns text
language plpgsql immutable parallel safe
as $$
begin
  if length(value) <= width then
    return value;
  end if;
  return left(value, greatest(width - length(ending), 0)) || left(ending, width);
end
$$;

-- Every run of white space, line breaks among them, as one space, and none at the ends.
create function single_line_text(value text) returns text
language plpgsql immutable parallel safe
as $$
begin
  return btrim(regexp_replace(value collate "C",
    '[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+', ' ', 'g'), ' ');
end
$$;

-- Without the tags of HTML; what they stood for becomes white space, and the five entities of XML become characters.
create function strip_tags_text(value text) returns text
language plpgsql immutable parallel safe
as $$
begin
  if strpos(value, '<') = 0 and strpos(value, '&') = 0 then
    return value;
  end if;
  value := regexp_replace(value collate "C", '<(br|/?p|/?div|/?li|/?tr|/?td|/?ul|/?ol|/?h[1-6])(\s[^<>]*)?/?>', ' ', 'gi');
  value := regexp_replace(value collate "C", '</?[a-z][^<>]*>', '', 'gi');
  value := replace(replace(replace(value, '&lt;', '<'), '&gt;', '>'), '&quot;', '"');
  return replace(replace(replace(value, '&#39;', ''''), '&nbsp;', ' '), '&amp;', '&');
end
$$;

-- One text for yes, another one for no; null where it is neither.
create function boolean_text(value text, yes text, no text) returns text
language plpgsql immutable parallel safe
as $$
begin
  return case lower(value collate "C")
    when 'true' then yes when 'yes' then yes when 'y' then yes when 't' then yes when '1' then yes when 'on' then yes
    when 'false' then no when 'no' then no when 'n' then no when 'f' then no when '0' then no when 'off' then no
  end;
end
$$;

-- A number in plain digits; null where the text is none. Rounded half away from zero where decimals are given.
create function number_text(value text, decimals int, point text) returns text
language plpgsql immutable parallel safe
as $$
begin
  if length(value) > 2000 or value collate "C" !~ '^ *[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})? *$' then
    return null;
  end if;
  return replace(case when decimals is null then value::numeric else round(value::numeric, decimals) end::text, '.', point);
end
$$;

-- A number times a factor, without zeros at its end; null where the text is none.
create function multiply_text(value text, factor text) returns text
language plpgsql immutable parallel safe
as $$
begin
  return trim_scale(number_text(value, null, '.')::numeric * factor::numeric)::text;
end
$$;

-- A date as the text says it, without a time zone coming into it; null where the text begins with none.
-- @param pattern YYYY YY MM DD HH MI SS and whatever stands between them
create function date_text(value text, pattern text) returns text
language plpgsql immutable parallel safe
as $$
declare
  parts text[] := regexp_match(value collate "C",
    '^ *(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:\.\d+)?)?)?(?:$|[ Z+-])');
  days int;
begin
  if parts is null or parts[1] = '0000' then
    return null;
  end if;
  days := extract(day from make_date(parts[1]::int, parts[2]::int, 1) + interval '1 month' - interval '1 day');
  if parts[3]::int > days then
    return null;
  end if;
  pattern := replace(replace(pattern, 'YYYY', parts[1]), 'YY', right(parts[1], 2));
  pattern := replace(replace(pattern, 'MM', parts[2]), 'DD', parts[3]);
  pattern := replace(replace(pattern, 'HH', coalesce(parts[4], '00')), 'MI', coalesce(parts[5], '00'));
  return replace(pattern, 'SS', coalesce(parts[6], '00'));
end
$$;

-- What an object of texts has for a text; the text itself where it has nothing.
create function map_text(value text, mapping jsonb) returns text
language plpgsql immutable parallel safe
as $$
begin
  return coalesce(mapping ->> value, value);
end
$$;

-- A text that is none of a list; null where it is.
create function text_unless(value text, dropped text[]) returns text
language plpgsql immutable parallel safe
as $$
begin
  return case when value = any (dropped) then null else value end;
end
$$;

-- A text that is one of a list; null where it is not.
create function text_among(value text, kept text[]) returns text
language plpgsql immutable parallel safe
as $$
begin
  return case when value = any (kept) then value end;
end
$$;

-- Texts in the places of a format; null where one of them is missing.
create function template_text(template text, variadic texts text[]) returns text
language plpgsql immutable parallel safe
as $$
begin
  if array_position(texts, null) is not null or array_position(texts, '') is not null then
    return null;
  end if;
  return format(template, variadic texts);
end
$$;

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
