/** A row that found no equal one: its place among the rows of its file, from 0, and what it is compared by. */
export type Single = { row: number; text: string };

/**
 * A row waits for its equal while its own side is read on by so much, and at most by twice as much. What is read counts
 * and not what waits: a row keeps the piece of the file in memory that it was cut from.
 */
const generationRows = 25_000;
const generationCharacters = 4_000_000;

type SideName = 'before' | 'after';
/** Rows by what they are compared by. */
type Generation = Map<string, number[]>;
type Side = { rows: number; readRows: number; readCharacters: number; young: Generation; old: Generation };

/**
 * Takes equal rows of two files off against one another as they are read. Two files in one order differ in what comes
 * out; whatever their order, what comes out are the same rows but for pairs of equal ones.
 * @param onSingle told each row that waited too long
 */
export function createCanceller(onSingle: (side: SideName, single: Single) => void) {
  const sides: Record<SideName, Side> = { before: createSide(), after: createSide() };
  const giveUp = (side: SideName): void => {
    const state = sides[side];
    for (const [text, rows] of state.old) for (const row of rows) onSingle(side, { row, text });
    Object.assign(state, { old: state.young, young: new Map(), readRows: 0, readCharacters: 0 });
  };
  return {
    /** Takes the next row of one side. */
    take(side: SideName, text: string): void {
      const own = sides[side];
      const other = sides[side === 'before' ? 'after' : 'before'];
      const row = own.rows++;
      own.readRows += 1;
      own.readCharacters += text.length;
      if (own.readRows > generationRows || own.readCharacters > generationCharacters) giveUp(side);
      if (takeOff(other.old, text) || takeOff(other.young, text)) return;
      const waiting = own.young.get(text);
      if (waiting) waiting.push(row);
      else own.young.set(text, [row]);
    },
    rowsOf: (side: SideName): number => sides[side].rows,
    /** No row comes any more: those that wait are single. */
    end(): void {
      for (const side of ['before', 'after', 'before', 'after'] as const) giveUp(side);
    },
  };
}

function createSide(): Side {
  return { rows: 0, readRows: 0, readCharacters: 0, young: new Map(), old: new Map() };
}

function takeOff(generation: Generation, text: string): boolean {
  const rows = generation.get(text);
  if (!rows) return false;
  rows.shift();
  if (rows.length === 0) generation.delete(text);
  return true;
}
