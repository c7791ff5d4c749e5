/** Runs work, so many pieces at once and the others in their order behind them. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** @param places how many pieces may run at once */
export function limitAtOnce(places: number): Gate {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
