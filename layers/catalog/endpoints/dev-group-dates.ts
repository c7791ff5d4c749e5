import { airtableDevGroup } from '../sources/airtable.ts';

/** The dates of a development group: columns of the view `airtable_raw.dev_group`, and what Airtable calls them. */
export const devGroupDates: readonly { column: string; title: string }[] = airtableDevGroup.columns
  .filter(({ type }) => type === 'date')
  .map(({ name, at }) => ({ column: name, title: String(at.at(-1)) }));
