-- Which members a line has, so that a patch by a line like the one before it is taken as it is (decision 0034).

alter table raw_records add column outline uuid;
alter table records add column outline uuid;

comment on column raw_records.outline is 'Lines that have it have the same members; null of a line that has to be folded.';
comment on column records.outline is 'That of the line which the record is to the byte; null where it was folded from several.';
