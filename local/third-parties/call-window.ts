/** How many calls were made in the time that has just passed. */
export class CallWindow {
  readonly #calls: number;
  readonly #perMs: number;
  readonly #nowMs: () => number;
  #made: { atMs: number; cost: number }[] = [];

  constructor(limit: { calls: number; perMs: number }, nowMs: () => number) {
    this.#calls = limit.calls;
    this.#perMs = limit.perMs;
    this.#nowMs = nowMs;
  }

  /** Counts it, whether or not there was room. */
  take(cost: number): boolean {
    const atMs = this.#nowMs();
    this.#made = this.#made.filter((call) => call.atMs > atMs - this.#perMs);
    this.#made.push({ atMs, cost });
    return this.#sum() <= this.#calls;
  }

  /** In how long a call of that cost would find room. */
  roomInMs(cost: number): number {
    const left = [...this.#made];
    let sum = this.#sum();
    let lastMs = this.#nowMs() - this.#perMs;
    while (left.length > 0 && sum + cost > this.#calls) {
      const { atMs, cost: gone } = left.shift()!;
      sum -= gone;
      lastMs = atMs;
    }
    return lastMs + this.#perMs - this.#nowMs();
  }

  #sum(): number {
    return this.#made.reduce((sum, { cost }) => sum + cost, 0);
  }
}
