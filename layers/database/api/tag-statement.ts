/** Where the statement of an endpoint whose answers have a tag turns from the tag to the body. */
const turn = '\nselect tag, case when tag <> all ($3::text[]) then (';

/** They speak of parameters, too. */
const comments = /^\s*--.*\n/gm;

/** A statement of which the parameters are some of another's: the first is the other's parameter `takes[0]`, from 1. */
export type PartOfStatement = { text: string; takes: readonly number[] };

/**
 * The beginning of an endpoint's statement as one that gives the tag and nothing else. PostgreSQL gets every part of a
 * statement ready to run even when it runs a tenth of them: most questions are whether a tag still holds, and for those it
 * takes 170 µs instead of 370.
 * @returns null where answers have no tag
 */
export function tagStatement(text: string): PartOfStatement | null {
  const [beginning, body] = text.replaceAll(comments, '').split(turn);
  if (beginning === undefined || body === undefined) return null;
  const takes = [...new Set(Array.from(beginning.matchAll(/\$(\d+)/g), ([, number]) => Number(number)))];
  const renumbered = beginning.replaceAll(/\$(\d+)/g, (_, number) => `$${takes.indexOf(Number(number)) + 1}`);
  return { text: `${renumbered}\nselect tag from state`, takes };
}
