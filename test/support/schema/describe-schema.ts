import type pg from 'pg';
import { describeRelations } from './describe-relations.ts';
import { describeRoutines } from './describe-routines.ts';

/**
 * Everything that the migrations made in one schema, as readable SQL: for people and for the difference between two
 * commits, not for restoring. The same schema gives the same text on every machine.
 */
export async function describeSchema(administrator: pg.Client, schema: string): Promise<string> {
  await administrator.query(`set search_path to ${schema}, pg_temp`);
  const sections = [
    ...(await describeRelations(administrator, schema)),
    ...(await describeRoutines(administrator, schema)),
    await describeSchemaGrants(administrator, schema),
  ];
  await administrator.query('reset search_path');
  return `${sections.join('\n\n')}\n`;
}

/** The settings of roles whose name begins like this: they belong to the server, not to a schema. */
export async function describeRoleSettings(administrator: pg.Client, rolePrefix: string): Promise<string> {
  const { rows } = await administrator.query<{ line: string }>(
    `select format('alter role %s set %s;', rolname, setting) as line
     from pg_roles cross join lateral unnest(rolconfig) as setting
     where starts_with(rolname, $1)
     order by 1`,
    [rolePrefix],
  );
  return `${rows.map((row) => row.line).join('\n')}\n`;
}

async function describeSchemaGrants(administrator: pg.Client, schema: string): Promise<string> {
  const { rows } = await administrator.query<{ line: string }>(
    `select format('grant %s on schema %s to %s;', lower(string_agg(privilege_type, ', ' order by privilege_type)),
       nspname, grantee::regrole) as line
     from pg_namespace cross join lateral aclexplode(nspacl)
     where nspname = $1 and grantee <> nspowner
     group by nspname, grantee
     order by grantee::regrole::text collate "C"`,
    [schema],
  );
  return rows.map((row) => row.line).join('\n');
}
