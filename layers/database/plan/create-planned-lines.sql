-- Takes the lines of a file that is planned: it stands before the history of the same name, so that the statement which
-- stages lines one by one writes here.
create temporary table raw_records (
  load_id bigint,
  line bigint,
  feed text collate "C",
  id text collate "C",
  op text collate "C",
  data jsonb,
  outline uuid
) on commit drop
