import type { Random } from '../random.ts';
import { isoDate, projectGid, stages, type AirtableRecord } from './airtable-tables.ts';

const steps = ['Brief', 'Concept', 'Sample', 'Approval', 'Production'];

/** Projects as Asana's API gives them: one for each development group, and two of which Airtable does not know. */
export function buildAsanaProjects(count: number): object[] {
  return Array.from({ length: count }, (_, n) => ({
    ...{ gid: projectGid(n), resource_type: 'project', name: `Development ${n + 1}` },
    ...{ archived: n === count - 1, completed: false, completed_at: null },
    ...{ start_on: isoDate(2026, n * 2, 1), due_on: n === 6 ? null : isoDate(2026, n * 2 + 6, 20) },
    owner: { gid: '1209000000000900', resource_type: 'user' },
    created_at: `${isoDate(2025, 10, 3 + n)}T14:00:00.000Z`,
    permalink_url: `https://app.asana.example/0/${projectGid(n)}`,
  }));
}

/** Tasks as Asana's API gives them: some done, one in two projects, one in none. */
export function buildAsanaTasks(random: Random, count: number, projects: number): object[] {
  return Array.from({ length: count }, (_, n) => {
    const gid = String(1_209_000_000_001_000 + n);
    const completed = random.integer(1, 3) === 1;
    const inProjects = n === 0 ? [] : n === 1 ? [0, 1] : [n % projects];
    return {
      ...{
        gid,
        resource_type: 'task',
        name: `${steps[n % steps.length]} ${Math.floor(n / steps.length) + 1}`,
      },
      ...{ completed, completed_at: completed ? `${isoDate(2026, 1, 1 + (n % 27))}T16:30:00.000Z` : null },
      due_on: n % 9 === 8 ? null : isoDate(2026, 1 + (n % 8), 10),
      projects: inProjects.map((project) => ({ gid: projectGid(project), resource_type: 'project' })),
      assignee: n % 5 === 4 ? null : { gid: '1209000000000900', resource_type: 'user' },
      parent: null,
      created_at: `${isoDate(2025, 11, 1 + (n % 28))}T14:00:00.000Z`,
      permalink_url: `https://app.asana.example/0/0/${gid}`,
    };
  });
}

/** The tasks that the development groups name: due at the launch, with a field for the date of each stage before. */
export function buildLaunchTasks(devGroups: readonly AirtableRecord[]): object[] {
  return devGroups.flatMap(({ fields, createdTime }, n) =>
    ((fields['Asana GIDs'] ?? []) as string[]).map((gid) => ({
      ...{ gid, resource_type: 'task', name: `Launch ${String(fields['Name'])}` },
      ...{ completed: false, completed_at: null, due_on: readDate(fields['Launch date']) },
      custom_fields: stages.slice(0, -1).map((name, at) => buildDateField(name, at, fields[name])),
      projects: [{ gid: projectGid(n), resource_type: 'project' }],
      ...{ assignee: null, parent: null, created_at: createdTime },
      permalink_url: `https://app.asana.example/0/0/${gid}`,
    })),
  );
}

function buildDateField(name: string, at: number, value: unknown): object {
  const date = readDate(value);
  return {
    ...{ gid: String(1_209_000_000_003_001 + at), resource_type: 'custom_field', name },
    ...{ resource_subtype: 'date', date_value: date === null ? null : { date, date_time: null } },
  };
}

function readDate(value: unknown): string | null {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null;
}
