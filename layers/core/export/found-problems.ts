import { isMillraceError } from '../errors.ts';
import type { ConfigurationProblem } from './configuration.ts';

/** Collects what is wrong with one table of a configuration. */
export class FoundProblems {
  readonly list: ConfigurationProblem[] = [];
  private readonly table: ConfigurationProblem['table'];

  constructor(table: ConfigurationProblem['table']) {
    this.table = table;
  }

  add(row: number | null, problem: Pick<ConfigurationProblem, 'code' | 'message'>): void {
    this.list.push({ table: this.table, row, ...problem });
  }

  /** What `parse` gives; what it refuses is a problem of that row, and gives null. */
  attempt<T>(row: number, where: string, parse: () => T): T | null {
    try {
      return parse();
    } catch (thrown) {
      if (!isMillraceError(thrown)) throw thrown;
      this.add(row, { code: thrown.code, message: `${where}: ${thrown.message}` });
      return null;
    }
  }
}

/** The ids of the rows that say again what a row before them said. */
export function findRepeats<T extends { id: number }>(
  rows: readonly T[],
  keyOf: (row: T) => readonly unknown[],
): { row: T; first: T }[] {
  const firsts = new Map<string, T>();
  return rows.flatMap((row) => {
    const key = JSON.stringify(keyOf(row));
    const first = firsts.get(key);
    if (!first) firsts.set(key, row);
    return first ? [{ row, first }] : [];
  });
}
