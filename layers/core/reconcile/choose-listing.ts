import type { BusinessUnit } from '../business-unit.ts';
import { sharedPrefix } from '../landing/shared-prefix.ts';

const newestEveryMinutes = 15;
/** When the whole bucket is listed, in UTC: nobody drops much then, and the exports have not begun. */
const wholeAtHour = 3;

/** How much of the landing bucket is compared with the ledger in this minute. */
export function chooseListing(at: Date): 'nothing' | 'newest' | 'whole' {
  if (at.getUTCMinutes() % newestEveryMinutes !== 0) return 'nothing';
  return at.getUTCHours() === wholeAtHour && at.getUTCMinutes() === 0 ? 'whole' : 'newest';
}

/** Where everything of a unit lies. */
export function rootPrefixes(unit: BusinessUnit): string[] {
  return unique(unit.feeds.flatMap((feed) => feed.files.map((shape) => rootOf(unit, shape.scope))));
}

/** Where new files of a unit land: of a folder with year and month this month's and the last's. */
export function newestPrefixes(unit: BusinessUnit, at: Date): string[] {
  const months = [at, new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 1, 1))];
  const shapes = unit.feeds.flatMap((feed) => feed.files);
  return unique(
    shapes.flatMap((shape) => {
      const folder = shape.folder === '' ? '' : `${shape.folder}/`;
      return months.map((month) => `${rootOf(unit, shape.scope)}${inMonth(folder, month)}${shape.stem}`);
    }),
  );
}

function rootOf(unit: BusinessUnit, scope: 'unit' | 'shared'): string {
  return scope === 'shared' ? sharedPrefix : `${unit.name}/`;
}

function inMonth(folder: string, month: Date): string {
  return folder
    .replace('YYYY', String(month.getUTCFullYear()))
    .replace('MM', String(month.getUTCMonth() + 1).padStart(2, '0'));
}

function unique(prefixes: readonly string[]): string[] {
  return [...new Set(prefixes)];
}
