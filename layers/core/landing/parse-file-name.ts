import type { FileShape } from '#core/feed.ts';
import { partDigits, runDigits } from './order-key.ts';
import { readTimestamp } from './read-timestamp.ts';

/** What a file's name says. */
export type NameParts = {
  kind: 'delta' | 'full';
  /** 17 digits, to the millisecond; null for a snapshot, whose name never changes. */
  timestamp: string | null;
  /** Digits without leading zeros. */
  run: string | null;
  part: number | null;
  compressed: boolean;
};

/** Why a name says nothing that can be relied on. */
export type NameFault = { code: string; reason: string };

/** Reads the name of a file that begins with the shape's stem. */
export function parseFileName(name: string, shape: FileShape): NameParts | NameFault {
  const extension = shape.extensions.find((candidate) => name.endsWith(candidate));
  if (!extension) {
    const expected = shape.extensions.join(' or ');
    return { code: 'unknown-extension', reason: `"${name}" does not end in ${expected}.` };
  }
  const compressed = extension.endsWith('.gz');
  const behindStem = name.slice(shape.stem.length, -extension.length);
  if (shape.naming === 'timestamped') {
    const numbered = parseTokens(behindStem.split('_').slice(1), shape);
    return 'code' in numbered ? numbered : { ...numbered, compressed };
  }
  if (behindStem !== shape.suffix) {
    const expected = `${shape.stem}${shape.suffix}${extension}`;
    return { code: 'unknown-name', reason: `"${name}" is not the snapshot's one name, "${expected}".` };
  }
  return { kind: 'full', timestamp: null, run: null, part: null, compressed };
}

/** Reads `[run_][full_]ts[_part]`, where `full` may also stand before the run. */
function parseTokens(tokens: readonly string[], shape: FileShape): Omit<NameParts, 'compressed'> | NameFault {
  const numbers = tokens.filter((token) => token !== 'full');
  const stray = numbers.find((token) => !/^\d+$/.test(token));
  if (stray !== undefined) return unreadable(`"${stray}" is neither a number nor "full"`);
  const stampAt = findTimestamp(numbers);
  if (stampAt === null) return withoutTimestamp(numbers);

  const [run, part] = [numbers[stampAt - 1], numbers[stampAt + 1]];
  if (run !== undefined && run.length > runDigits) return unreadable(`the run ${run} is too long`);
  if (part !== undefined && part.length > partDigits) {
    return mayBeTimestamp(part) ? noDate(part) : unreadable(`the part ${part} is too long`);
  }
  const fulls = tokens.length - numbers.length;
  if (fulls > 1 || tokens.lastIndexOf('full') > stampAt)
    return unreadable('"full" stands once, before the time');
  if (fulls === 1 && !shape.fullRuns) {
    return { code: 'unexpected-full', reason: `A ${shape.name} file is never a full one, and this says so.` };
  }
  if (part !== undefined && !shape.fullRuns) {
    return {
      code: 'unexpected-part',
      reason: `A ${shape.name} file has no parts, and this is part ${part}.`,
    };
  }
  return {
    kind: fulls === 1 ? 'full' : 'delta',
    timestamp: readTimestamp(numbers[stampAt]!),
    run: run === undefined ? null : run.replace(/^0+(?=\d)/, ''),
    part: part === undefined ? null : Number(part),
  };
}

/**
 * Where the timestamp stands: behind at most a run, before at most a part. A run may itself look like a timestamp, a
 * part does not, so of two places the later counts.
 */
function findTimestamp(numbers: readonly string[]): number | null {
  for (const index of [1, 0]) {
    const number = numbers[index];
    if (number === undefined || numbers.length > index + 2) continue;
    if (readTimestamp(number) !== null) return index;
  }
  return null;
}

function withoutTimestamp(numbers: readonly string[]): NameFault {
  if (numbers.length > 3) return unreadable(`it has ${numbers.length} numbers; run, time and part are three`);
  const wrong = numbers.find(mayBeTimestamp);
  if (wrong !== undefined) return noDate(wrong);
  return {
    code: 'no-timestamp',
    reason: 'Its name has no time of 14 or 17 digits, so it has no place in order.',
  };
}

function mayBeTimestamp(number: string): boolean {
  return number.length === 14 || number.length === 17;
}

function noDate(number: string): NameFault {
  return {
    code: 'bad-timestamp',
    reason: `${number} is no date and time (YYYYMMDDhhmmss, and mmm perhaps).`,
  };
}

function unreadable(what: string): NameFault {
  return { code: 'unreadable-name', reason: `Its name cannot be read: ${what}.` };
}
