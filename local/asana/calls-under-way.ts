import { AsanaProblem } from './asana-problem.ts';

/** Of requests, how many read and how many change something. */
export type RequestCounts = { reads: number; writes: number };

/** What Asana does at a time for one token. */
const atMost: RequestCounts = { reads: 50, writes: 15 };

/** The requests of one token that are not answered yet. */
export class CallsUnderWay {
  readonly #now: RequestCounts = { reads: 0, writes: 0 };

  /** @throws AsanaProblem with 429 when too many are under way already; none of these is done then */
  async during<T>({ reads, writes }: RequestCounts, work: () => Promise<T>): Promise<T> {
    const now = this.#now;
    if (now.reads + reads > atMost.reads || now.writes + writes > atMost.writes) {
      throw new AsanaProblem(429, 'Too many concurrent requests', { 'Retry-After': '1' });
    }
    now.reads += reads;
    now.writes += writes;
    try {
      return await work();
    } finally {
      now.reads -= reads;
      now.writes -= writes;
    }
  }
}
