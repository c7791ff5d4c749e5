-- Edits one record. Of a tag only its first part counts, which is of what the record says.
-- $1 entity text, $2 id text, $3 changes jsonb {column: value or null}, $4 tags text[] that were seen, or null; $5 who, text
-- → outcome text
select outcome
from edit_record(
  $1, $2, $3::jsonb,
  case when $4::text[] is not null then array(select split_part(tag, '-', 1) from unnest($4) as tag) end,
  $5)
