import type { BusinessUnit } from '../business-unit.ts';
import { NotFound } from '../errors.ts';
import type { PlanStore } from '../plan/plan-file.ts';
import { changeFile, type ChangeDeps, type StandingStore } from './change-file.ts';
import { answerParsed } from './answer-parsed.ts';
import { requestReplay, type ReplayStore } from './request-replay.ts';
import { showRecord, tellHistory, type RecordStore } from './look-up-record.ts';
import { planLanding, type LandingObjects } from './plan-landing.ts';
import { readFileReference, readKey } from './file-reference.ts';
import { OperateRequest } from './requests.ts';
import type {
  DescribeResponse,
  EventsResponse,
  EventView,
  FileResponse,
  OpenAlert,
  OperateResponse,
  RejectsResponse,
  StatusResponse,
  UnitStatus,
  VerifyResponse,
} from './responses.ts';

/** What an operator may see and change of one business unit. */
export interface OperatorStore extends StandingStore, ReplayStore, RecordStore {
  plans: PlanStore;
  readStatus(): Promise<{ status: UnitStatus; isStuck: boolean }>;
  /** Alerts about what belongs to no unit. */
  listAlertsOfNoUnit(): Promise<OpenAlert[]>;
  listEvents(page: {
    after?: string | undefined;
    type?: string | undefined;
    limit: number;
  }): Promise<EventView[]>;
  listRejects(
    file: { key?: string; event?: string },
    page: { afterLine?: string | undefined; limit: number },
  ): Promise<RejectsResponse | null>;
  readFile(key: string, versionId: string | undefined): Promise<FileResponse>;
  /** @throws NotFound `unknown-feed-name` */
  verifyFeed(feed: string): Promise<VerifyResponse>;
}

export type OperateDeps = Omit<ChangeDeps, 'storeOf'> & {
  units: readonly BusinessUnit[];
  queues: Record<string, string>;
  /** Where the function itself runs. */
  place: { account: string; region: string };
  objects: LandingObjects;
  now(): Date;
  /** @throws NotFound for a unit that does not exist */
  storeOf(unitName: string): OperatorStore;
};

/** Answers one request of the command line, refusals included. */
export function answerRequest(deps: OperateDeps, input: unknown): Promise<OperateResponse> {
  return answerParsed(OperateRequest, input, (request) => answer(deps, request));
}

async function answer(deps: OperateDeps, request: OperateRequest): Promise<unknown> {
  switch (request.verb) {
    case 'describe':
      return describe(deps);
    case 'status':
      return readStatus(deps, request.unit);
    case 'events':
      return { events: await deps.storeOf(request.unit).listEvents(request) } satisfies EventsResponse;
    case 'rejects':
      return listRejects(deps, request);
    case 'file':
      return deps.storeOf(request.unit).readFile(readKey(request.key, deps.landingBucket), request.versionId);
    case 'resume':
    case 'skip':
    case 'unskip':
      return changeFile(deps, request);
    case 'replay':
      return requestReplay(deps, request);
    case 'verify':
      return deps.storeOf(request.unit).verifyFeed(request.feed);
    case 'plan':
      return planLanding(deps, request);
    case 'show':
      return showRecord(deps.storeOf(request.unit), request);
    case 'history':
      return tellHistory(deps.storeOf(request.unit), request);
  }
}

function describe(deps: OperateDeps): DescribeResponse {
  return {
    ...deps.place,
    landingBucket: deps.landingBucket,
    queues: deps.queues,
    units: deps.units.map(({ name, title, feeds }) => ({
      name,
      title,
      feeds: feeds.map((feed) => feed.name),
    })),
  };
}

async function readStatus(deps: OperateDeps, unitName: string | undefined): Promise<StatusResponse> {
  const names = unitName === undefined ? deps.units.map((unit) => unit.name) : [unitName];
  const stores = names.map((name) => deps.storeOf(name));
  const answers = await Promise.all(stores.map((store) => store.readStatus()));
  const alerts = (await stores[0]?.listAlertsOfNoUnit()) ?? [];
  return {
    units: answers.map((unit) => unit.status),
    alerts,
    stuck: answers.some((unit) => unit.isStuck) || alerts.some((alert) => alert.severity === 'critical'),
  };
}

async function listRejects(
  deps: OperateDeps,
  request: Extract<OperateRequest, { verb: 'rejects' }>,
): Promise<RejectsResponse> {
  const file = request.file === undefined ? {} : readFileReference(request.file, deps.landingBucket);
  const found = await deps.storeOf(request.unit).listRejects(file, request);
  if (found) return found;
  if (request.file === undefined) return { file: null, load: null, total: 0, rejects: [] };
  throw new NotFound(
    'unknown-file',
    `${request.unit} has loaded no file "${request.file}". Name a key, an s3:// URI or the id of an event.`,
  );
}
