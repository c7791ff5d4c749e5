import type { EditableField, WriteBack } from '#core/write-back/write-back.ts';
import { airtableDevGroup } from './sources/airtable.ts';

/** The launch date is the date at which the task is due; a stage is a field of the task under the same title. */
const ownFields: Readonly<Record<string, string>> = { launch_date: 'due_on' };

const devGroupDates: readonly EditableField[] = airtableDevGroup.columns
  .filter(({ type }) => type === 'date')
  .map(({ name, at }) => {
    const title = String(at.at(-1));
    return { column: name, type: 'date', airtable: title, asana: ownFields[name] ?? title };
  });

/** What people may edit, and where it is written back. */
export const writeBacks: readonly WriteBack[] = [
  {
    entity: 'dev_group',
    feed: airtableDevGroup.feed,
    schema: airtableDevGroup.schema,
    view: airtableDevGroup.name,
    gids: 'asana_gids',
    taskFeed: 'asana_task',
    fields: devGroupDates,
  },
];
