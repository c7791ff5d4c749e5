import { dateFieldsOf, type Task } from './date-fields.ts';

const tasksAtMost = 10_000;

/** Which date fields a task had when it was last read: a write needs their gids. The oldest are forgotten. */
export class KnownFields {
  readonly #byTask = new Map<string, ReadonlyMap<string, string>>();

  remember(task: Task): void {
    this.#byTask.delete(task.gid);
    this.#byTask.set(task.gid, dateFieldsOf(task));
    const [oldest] = this.#byTask.keys();
    if (this.#byTask.size > tasksAtMost && oldest !== undefined) this.#byTask.delete(oldest);
  }

  of(gid: string): ReadonlyMap<string, string> | undefined {
    return this.#byTask.get(gid);
  }
}
