import { InvalidArgumentError } from 'commander';

/** A parser of an option's value that takes a whole number from 1 to `most`. */
export function parseCount(most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (Number.isInteger(count) && count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`It takes a whole number from 1 to ${most}.`);
  };
}
