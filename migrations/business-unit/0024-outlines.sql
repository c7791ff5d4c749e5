-- Which members a line has, so that a patch by a line like the one before it is taken as it is (decision 34).

alter table raw_records add column outline uuid;
alter table records add column outline uuid;

-- What a record keeps of the outline of the line that it is. Bound to the hash of its data: a version of the code that
-- knows no outlines changes data and hash, and what it leaves here fits no more.
create function outline_of_record(outline uuid, hash bytea) returns uuid
language sql immutable parallel safe
return md5(uuid_send(outline) || hash)::uuid;

comment on column raw_records.outline is 'Lines that have it have the same members; null where that is not known, or of no use.';
comment on column records.outline is 'outline_of_record() of the line whose value the record is; null where it was folded.';
