/** A source of numbers that look random and are the same at every run. */
export type Random = {
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  pick<T>(choices: readonly T[]): T;
  /** `count` different choices, in the order in which they stand. */
  pickSome<T>(choices: readonly T[], count: number): T[];
};

/** A 32-bit generator (splitmix: add the golden ratio, mix the bits) started from `seed`. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  };
  const integer = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    integer,
    pick: (choices) => choices[integer(0, choices.length - 1)]!,
    pickSome: (choices, count) => {
      const indexes = choices.map((_, index) => index);
      while (indexes.length > count) indexes.splice(integer(0, indexes.length - 1), 1);
      return indexes.map((index) => choices[index]!);
    },
  };
}
