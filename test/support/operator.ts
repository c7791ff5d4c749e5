import { answerConfigureRequest } from '#core/operate/answer-configure-request.ts';
import { answerRequest } from '#core/operate/answer-request.ts';
import { isConfigureRequest } from '#core/operate/configure-requests.ts';
import type { ConfigurationRows } from '#core/export/configuration-rows.ts';
import type {
  ConfigCheckResponse,
  ConfigExportResponse,
  ConfigImportResponse,
} from '#core/operate/configuration-responses.ts';
import type { FilePlan } from '#core/plan/file-plan.ts';
import type { DriftResponse } from '#core/operate/drift-request.ts';
import type {
  ChangeResponse,
  EventView,
  FileResponse,
  OperateResponse,
  ReplayResponse,
  StatusResponse,
  UnitStatus,
  VerifyResponse,
} from '#core/operate/responses.ts';
import { openExportsStore } from '#database/export/exports-store.ts';
import { openOperatorStore } from '#database/operate/operator-store.ts';
import type { TestDatabase } from './test-database.ts';
import type { UnitBench } from './unit-bench.ts';

/** What an operator does to a unit: every request is answered as the functions of the command line answer it, as their role. */
export type Operator = {
  resume(file: string, options?: { acceptDeletes?: true; dryRun?: true }): Promise<ChangeResponse>;
  skip(file: string, options?: { dryRun?: true }): Promise<ChangeResponse>;
  unskip(file: string, options?: { dryRun?: true }): Promise<ChangeResponse>;
  replay(from: string, options?: { without?: string[]; dryRun?: true }): Promise<ReplayResponse>;
  plan(file: string, options?: { aside?: string; afterId?: string; limit?: number }): Promise<FilePlan>;
  verify(feed?: string): Promise<VerifyResponse>;
  drift(): Promise<DriftResponse>;
  /** @param findings how many were seen */
  acceptDrift(findings: number): Promise<DriftResponse>;
  checkConfiguration(): Promise<ConfigCheckResponse>;
  exportConfiguration(): Promise<ConfigExportResponse>;
  /** Shows what an import would change; with what was shown before it changes it. */
  importConfiguration(rows: ConfigurationRows, shown?: string): Promise<ConfigImportResponse>;
  events(): Promise<EventView[]>;
  stateOf(file: string): Promise<FileResponse>;
  status(): Promise<UnitStatus>;
  alertsOfNoUnit(): Promise<StatusResponse['alerts']>;
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
  /** What the bell reaches: nobody, where a test wants to see what is left to do. */
  answerBell: () => Promise<unknown> = () => loader.ring(),
): Operator {
  const asOperator = database.open(unit, 'operator');
  const store = openOperatorStore(asOperator, unit);
  const exportsDeps = { storeOf: () => openExportsStore(asOperator, unit) };
  const rings: string[] = [];
  const deps = {
    units: [unit],
    landingBucket: 'landing',
    queues: {},
    place: { account: '000000000000', region: 'us-east-1' },
    now: () => new Date('2026-03-03T09:00:00Z'),
    objects: {
      find: async (_bucket: string, key: string) =>
        loader.bucket.list().findLast((version) => version.key === key) ?? null,
      read: (object: { bucket: string; key: string; versionId: string }, signal: AbortSignal) =>
        loader.bucket.read(object, signal),
    },
    storeOf: () => store,
    ring: async (_unit: string, because: string) => {
      rings.push(because);
      await answerBell();
    },
  };
  const ask = async <T>(asked: { verb: string } & Record<string, unknown>): Promise<T> => {
    const request = { unit: unit.name, ...asked };
    const answer: OperateResponse = isConfigureRequest(request)
      ? await answerConfigureRequest(exportsDeps, request)
      : await answerRequest(deps, request);
    if (!answer.ok) throw new Refused(answer.error);
    return answer.result as T;
  };
  const by = 'ann';
  return {
    resume: (file, options) => ask({ verb: 'resume', file, by, ...options }),
    skip: (file, options) => ask({ verb: 'skip', file, by, reason: 'a test', ...options }),
    unskip: (file, options) => ask({ verb: 'unskip', file, by, ...options }),
    replay: (from, options) => ask({ verb: 'replay', from, by, reason: 'a test', ...options }),
    plan: (file, options) => ask({ verb: 'plan', file, ...options }),
    verify: (feed = 'products') => ask({ verb: 'verify', feed }),
    checkConfiguration: () => ask({ verb: 'config-check' }),
    exportConfiguration: () => ask({ verb: 'config-export' }),
    importConfiguration: (rows, shown) => ask({ verb: 'config-import', rows, by, shown }),
    drift: () => ask({ verb: 'drift' }),
    acceptDrift: (findings) => ask({ verb: 'drift', accept: { by, findings } }),
    events: async () => (await ask<{ events: EventView[] }>({ verb: 'events', limit: 1000 })).events,
    stateOf: (key) => ask({ verb: 'file', key }),
    status: async () => (await ask<{ units: [UnitStatus] }>({ verb: 'status' })).units[0],
    alertsOfNoUnit: async () => (await ask<StatusResponse>({ verb: 'status' })).alerts,
    rings,
  };
}
