import type pg from 'pg';

/** Functions, procedures and aggregates with the roles that may call them, one text each, by name. */
export async function describeRoutines(administrator: pg.Client, schema: string): Promise<string[]> {
  const { rows } = await administrator.query<{ text: string }>(routinesSql, [schema]);
  return rows.map((row) => row.text);
}

const routinesSql = `
  select concat_ws(e'\\n',
    case
      when p.prokind = 'a' then format('create aggregate %s(%s) (sfunc = %s, stype = %s, parallel = %s);',
        p.proname, pg_get_function_arguments(p.oid), g.aggtransfn, format_type(g.aggtranstype, null), p.proparallel)
      else trim(trailing e'\\n' from pg_get_functiondef(p.oid)) || ';'
    end,
    (select format('comment on routine %s is %L;', p.oid::regprocedure, description)
     from pg_description where objoid = p.oid and classoid = 'pg_proc'::regclass),
    case when p.proacl is not null and not exists (select from aclexplode(p.proacl) where grantee = 0)
      then format('revoke execute on routine %s from public;', p.oid::regprocedure) end,
    (select string_agg(format('grant execute on routine %s to %s;', p.oid::regprocedure, grantee::regrole), e'\\n'
       order by grantee::regrole::text collate "C")
     from aclexplode(p.proacl) where grantee not in (0, p.proowner))) as text
  from pg_proc p
  left join pg_aggregate g on g.aggfnoid = p.oid
  where p.pronamespace = $1::regnamespace
  order by p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"`;
