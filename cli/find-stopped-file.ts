import { StatusResponse } from '#core/operate/responses.ts';
import type { Stack } from './connect-stack.ts';
import { misuse, Failure } from './failure.ts';
import { printable } from './present/printable.ts';

/**
 * The only file of the unit that waits for an operator's word: the id of the event that halted it, or, where deletes
 * are to be accepted, the last file of a full run whose deletes were withheld.
 * @throws Failure `nothing-halted`, or `several-halted` with all of them
 */
export async function findStoppedFile(stack: Stack, unit: string, acceptDeletes: boolean): Promise<string> {
  const { units } = await stack.ask({ verb: 'status', unit }, StatusResponse);
  const halted = units.flatMap(({ feeds }) => feeds.flatMap((feed) => (feed.halted ? [feed.halted] : [])));
  const withheld = units
    .flatMap(({ alerts }) => alerts)
    .filter(({ kind }) => acceptDeletes && kind === 'withheld-deletes');
  const found = [
    ...halted.map(({ event, file, code }) => ({ name: event, file, code })),
    ...withheld.map(({ subject, code }) => ({ name: subject, file: subject, code })),
  ];
  const [only, ...others] = found;
  if (!only) throw new Failure('nothing-halted', `No file of ${unit} is halted.`);
  if (others.length === 0) return only.name;
  const list = found.map(({ name, file, code }) =>
    name === file ? `  ${printable(file)}  ${code}` : `  ${name}  ${printable(file)}  ${code}`,
  );
  throw misuse('several-halted', `Which file of ${unit}?`, ['Name one of them:', ...list].join('\n'));
}
