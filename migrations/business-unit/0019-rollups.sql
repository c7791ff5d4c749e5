-- Sums that are kept by every transaction that changes the records they are of.

-- It was computed from all lines whenever somebody asked.
drop view if exists invoice_totals;

create table rollups (
  name text primary key,
  definition text not null,
  filled_at timestamptz not null default now()
);

comment on table rollups is 'The tables of sums that are kept for a feed, each with the sha-256 of the statements that make it.';

do $$
begin
  call grant_read('rollups');
end
$$;

-- Lets every role of the unit read a table of sums, and the loader keep it.
create procedure grant_rollup(relation text)
language plpgsql
as $$
begin
  call grant_read(relation);
  execute format('grant insert, update, delete on %I to %I', relation, control.unit_role('loader'));
end
$$;
