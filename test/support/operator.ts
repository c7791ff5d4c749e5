import { answerRequest } from '#core/operate/answer-request.ts';
import type { ChangeResponse, FileResponse, OperateResponse, UnitStatus } from '#core/operate/responses.ts';
import { openOperatorStore } from '#database/operate/operator-store.ts';
import type { TestDatabase } from './test-database.ts';
import type { UnitBench } from './unit-bench.ts';

/** What an operator does to a unit: every request is answered as the function `operate` answers it, as its role. */
export type Operator = {
  resume(file: string, options?: { acceptDeletes?: true; dryRun?: true }): Promise<ChangeResponse>;
  skip(file: string, options?: { dryRun?: true }): Promise<ChangeResponse>;
  unskip(file: string, options?: { dryRun?: true }): Promise<ChangeResponse>;
  stateOf(file: string): Promise<FileResponse>;
  status(): Promise<UnitStatus>;
  /** The rings that the changes brought. */
  rings: string[];
};

/** A refusal of `operate`, thrown so that a test can name its code. */
export class Refused extends Error {
  readonly code: string;
  constructor({ code, message }: { code: string; message: string }) {
    super(message);
    this.code = code;
  }
}

/** An operator whose changes ring the bench's own loader. */
export function openOperator(
  database: TestDatabase,
  { unit, loader }: Pick<UnitBench, 'unit' | 'loader'>,
): Operator {
  const store = openOperatorStore(database.open(unit, 'operator'), unit);
  const rings: string[] = [];
  const deps = {
    units: [unit],
    landingBucket: 'landing',
    queues: {},
    storeOf: () => store,
    ring: async (_unit: string, because: string) => {
      rings.push(because);
      await loader.ring();
    },
  };
  const ask = async <T>(request: Record<string, unknown>): Promise<T> => {
    const answer: OperateResponse = await answerRequest(deps, { unit: unit.name, ...request });
    if (!answer.ok) throw new Refused(answer.error);
    return answer.result as T;
  };
  const by = 'ann';
  return {
    resume: (file, options) => ask({ verb: 'resume', file, by, ...options }),
    skip: (file, options) => ask({ verb: 'skip', file, by, reason: 'a test', ...options }),
    unskip: (file, options) => ask({ verb: 'unskip', file, by, ...options }),
    stateOf: (key) => ask({ verb: 'file', key }),
    status: async () => (await ask<{ units: [UnitStatus] }>({ verb: 'status' })).units[0],
    rings,
  };
}
