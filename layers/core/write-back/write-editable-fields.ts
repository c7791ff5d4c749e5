import { quoteIdentifier, quoteLiteral } from '../sources/quote-sql.ts';
import type { EditableField, WriteBack } from './write-back.ts';

/**
 * The SQL that tells the database what the catalogue says: the view `editable_fields`, one row for each field that people may
 * edit, and the function `shown_record`, which gives one record as readers see it. It is to be run with the schema of the
 * business unit as the search path.
 */
export function writeEditableFields(writeBacks: readonly WriteBack[]): string {
  const rows = writeBacks.flatMap((writeBack) => writeBack.fields.map((field) => writeRow(writeBack, field)));
  return `create or replace view editable_fields as
select *
from (values
  ${rows.join(',\n  ')}
) as f (entity, feed, gids, task_feed, field, airtable, asana, asana_holder, asana_member);
comment on view editable_fields is 'What people may edit, and what it is called where it is written back.';
create or replace function shown_record(of_entity text, of_id text) returns jsonb
language plpgsql stable
as $$
begin
${writeBacks.map(writeReturn).join('\n')}
  raise exception 'nobody may edit: %', of_entity using errcode = 'invalid_parameter_value';
end
$$`;
}

function writeRow({ entity, feed, gids, taskFeed }: WriteBack, field: EditableField): string {
  const texts = [entity, feed, gids, taskFeed, field.column, field.airtable, field.asana];
  const { holder, member } = placeInTask(field.asana);
  const place = [
    `${quoteLiteral(holder)}::jsonpath`,
    `array[${member.map((name) => quoteLiteral(name)).join(', ')}]`,
  ];
  return `(${[...texts.map((text) => quoteLiteral(text)), ...place].join(', ')})`;
}

/** A statement of its own for each view: PostgreSQL plans it once for each connection. */
function writeReturn({ entity, schema, view }: WriteBack): string {
  const relation = `${quoteIdentifier(schema)}.${quoteIdentifier(view)}`;
  return `  if of_entity = ${quoteLiteral(entity)} then
    return (select to_jsonb(v) from ${relation} v where v.id = of_id);
  end if;`;
}

/** Where a task, as Asana gives it, has a field: in the task itself or in one of its custom fields. */
function placeInTask(name: string): { holder: string; member: readonly string[] } {
  if (name === 'due_on') return { holder: '$', member: [name] };
  return {
    holder: `$.custom_fields[*] ? (@.name == ${JSON.stringify(name)})`,
    member: ['date_value', 'date'],
  };
}
