-- What the transformations of a configuration make of a text. As the functions that read values, none reads a table and
-- every one may run in parallel.

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
