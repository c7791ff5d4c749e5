import * as z from 'zod';

/** The one date that is the task's own. All others are custom fields, known by their names. */
export const dueOn = 'due_on';

/** A task in so far as dates go. */
export const Task = z.object({
  gid: z.string(),
  due_on: z.string().nullish(),
  custom_fields: z
    .array(
      z.object({
        gid: z.string(),
        name: z.string(),
        resource_subtype: z.string(),
        date_value: z.object({ date: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
});
export type Task = z.infer<typeof Task>;

/** What a read has to ask for so that these functions can tell. */
export const taskFields: readonly string[] = [
  dueOn,
  'custom_fields.name',
  'custom_fields.resource_subtype',
  'custom_fields.date_value',
];

/** Name → gid of the date fields that the task has. Of two with one name the first counts. */
export function dateFieldsOf({ custom_fields: fields }: Task): ReadonlyMap<string, string> {
  const dates = (fields ?? []).filter(({ resource_subtype: kind }) => kind === 'date');
  return new Map(dates.toReversed().map(({ gid, name }) => [name, gid]));
}

/** What the task has of these fields: a date, or null for none; a field that it does not have is left out. */
export function readDates(task: Task, names: readonly string[]): Record<string, unknown> {
  const gids = dateFieldsOf(task);
  return Object.fromEntries(
    names.flatMap((name) => {
      if (name === dueOn) return [[name, task.due_on ?? null]];
      const gid = gids.get(name);
      const field = task.custom_fields?.find((one) => one.gid === gid);
      return gid === undefined ? [] : [[name, field?.date_value?.date ?? null]];
    }),
  );
}

/**
 * The change as Asana takes it, or the names that the task has no date field for.
 * @param gids of the task's date fields, by name
 */
export function writeDates(
  fields: Readonly<Record<string, unknown>>,
  gids: ReadonlyMap<string, string>,
): { data: Record<string, unknown> } | { missing: string[] } {
  const { [dueOn]: due, ...others } = fields;
  const missing = Object.keys(others).filter((name) => !gids.has(name));
  if (missing.length > 0) return { missing };
  const custom = Object.entries(others).map(([name, date]) => [
    gids.get(name)!,
    date === null ? null : { date },
  ]);
  return {
    data: {
      ...(due !== undefined && { due_on: due }),
      ...(custom.length > 0 && { custom_fields: Object.fromEntries(custom) }),
    },
  };
}
