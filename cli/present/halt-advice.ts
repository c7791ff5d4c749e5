/** A file that was halted: where it landed, why, and the event that says so. */
type Halt = { unit: string; key: string; code: string; event: string };

/** Halts for the place of the file in the order: no other bytes under the same key would clear them. */
const outOfPlace: ReadonlySet<string> = new Set(['late-file', 'corrected-file']);
/** Halts whose cause lies elsewhere than in the file. */
const notItsFault: ReadonlySet<string> = new Set([
  'aws-refused',
  'database-refused',
  'staged-rows-missing',
  'unknown-feed',
  'feed-without-cut',
  'defect',
]);

/** The commands that a halted file asks for: one to look at it, and those that clear it. */
export function adviseOnHalt({ unit, key, code, event }: Halt): string[] {
  const look =
    code === 'too-many-rejects'
      ? `npx millrace rejects --bu ${unit} --file ${event}`
      : `npx millrace events --bu ${unit}`;
  const mend = `Load it mended: npx millrace load FILE --bu ${unit} --as ${key}`;
  const resume = `npx millrace resume ${event} --bu ${unit}`;
  const skip = `Leave it out: npx millrace skip ${event} --bu ${unit} --reason WHY`;
  const ways = (): string[] => {
    if (outOfPlace.has(code)) return [`Put it in its place: ${resume}`, skip];
    if (code === 'other-file-shape') return [skip];
    if (notItsFault.has(code)) return [`Try it again: ${resume}`, skip];
    if (code === 'deletion-guard') return [`Accept its deletes: ${resume} --accept-deletes`, mend, skip];
    return [mend, skip];
  };
  return [`Look at it: ${look}`, ...ways()];
}
