export type AsanaField = {
  gid: string;
  name: string;
  resource_subtype: string;
  date_value?: { date: string | null; date_time?: string | null } | null;
};

/** A task in so far as it matters here; whatever else it came with it keeps. */
export type AsanaTask = {
  gid: string;
  due_on?: string | null;
  custom_fields?: AsanaField[];
  projects?: { gid: string }[];
} & Record<string, unknown>;

/** What one write made of one task: only fields that it changed, custom ones by their names. */
export type AsanaChange = { gid: string; fields: Record<string, { from: Day; to: Day }> };

/** `YYYY-MM-DD`, or none. */
type Day = string | null;

/** What may be set: the due date, and date fields by their gids. */
export type TaskDates = { due_on?: string | null; custom_fields?: Record<string, { date: string } | null> };

/** The tasks that one token sees, in memory, and what was changed of them, in its order. */
export class AsanaTasks {
  readonly changes: AsanaChange[] = [];
  readonly #tasks = new Map<string, AsanaTask>();
  readonly #onChange: (change: AsanaChange) => void;

  constructor(onChange: (change: AsanaChange) => void = () => undefined) {
    this.#onChange = onChange;
  }

  /** Takes a task in that it does not have; of one that it has, nothing. */
  adopt(task: AsanaTask): void {
    if (!this.#tasks.has(task.gid)) this.#tasks.set(task.gid, structuredClone(task));
  }

  find(gid: string): AsanaTask | undefined {
    return this.#tasks.get(gid);
  }

  inProject(gid: string): AsanaTask[] {
    return [...this.#tasks.values()].filter(({ projects }) =>
      projects?.some((project) => project.gid === gid),
    );
  }

  /** What the task has under a name: its due date, or one of its date fields; undefined for a field it does not have. */
  dateOf(gid: string, name: string): string | null | undefined {
    const task = this.#get(gid);
    if (name === 'due_on') return task.due_on ?? null;
    const field = task.custom_fields?.find((one) => one.name === name);
    return field && (field.date_value?.date ?? null);
  }

  /** Sets dates of a task that is there, and has these fields. */
  change(gid: string, { due_on: due, custom_fields: custom = {} }: TaskDates): AsanaTask {
    const task = this.#get(gid);
    const changed: AsanaChange['fields'] = {};
    if (due !== undefined) {
      changed['due_on'] = { from: task.due_on ?? null, to: due };
      task.due_on = due;
    }
    for (const field of task.custom_fields ?? []) {
      const value = custom[field.gid];
      if (value === undefined) continue;
      changed[field.name] = { from: field.date_value?.date ?? null, to: value?.date ?? null };
      field.date_value = value && { date: value.date, date_time: null };
    }
    const real = Object.entries(changed).filter(([, { from, to }]) => from !== to);
    if (real.length > 0) this.#note({ gid, fields: Object.fromEntries(real) });
    return task;
  }

  /** The same by names, as a change that was noted says it. */
  repeat({ gid, fields }: AsanaChange): void {
    const { due_on: due, ...others } = fields;
    const custom = Object.entries(others).flatMap(([name, { to }]) => {
      const field = this.find(gid)?.custom_fields?.find((one) => one.name === name);
      return field ? [[field.gid, to === null ? null : { date: to }] as const] : [];
    });
    if (this.find(gid)) {
      const dueOn = due && { due_on: due.to };
      this.change(gid, { ...dueOn, custom_fields: Object.fromEntries(custom) });
    }
  }

  #note(change: AsanaChange): void {
    this.changes.push(change);
    this.#onChange(change);
  }

  #get(gid: string): AsanaTask {
    const task = this.#tasks.get(gid);
    if (!task) throw new Error(`There is no task ${gid}.`);
    return task;
  }
}
