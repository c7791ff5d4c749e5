/** A file that was halted: where it landed, why, and the event that says so. */
type Halt = { unit: string; key: string; code: string; event: string };

/** Halts that sending the file again, however it is mended, does not clear: the message says what would. */
const notForMending: ReadonlySet<string> = new Set(['late-file', 'corrected-file', 'other-file-shape']);

/** The commands that a halted file asks for: one to look at it and, where that helps, one to clear it. */
export function adviseOnHalt({ unit, key, code, event }: Halt): string[] {
  if (notForMending.has(code)) return [`Look at it: npx millrace events --bu ${unit}`];
  const look =
    code === 'too-many-rejects'
      ? `npx millrace rejects --bu ${unit} --file ${event}`
      : `npx millrace events --bu ${unit}`;
  return [`Look at it: ${look}`, `Load it mended: npx millrace load FILE --bu ${unit} --as ${key}`];
}
