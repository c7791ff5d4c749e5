import * as z from 'zod';
import type { BusinessUnit } from '../business-unit.ts';
import { asError, InvalidInput, isMillraceError, NotFound } from '../errors.ts';
import { changeFile, type ChangeDeps, type StandingStore } from './change-file.ts';
import { readFileReference, readKey } from './file-reference.ts';
import { OperateRequest } from './requests.ts';
import type {
  DescribeResponse,
  EventsResponse,
  EventView,
  FileResponse,
  OperateResponse,
  RejectsResponse,
  StatusResponse,
  UnitStatus,
} from './responses.ts';

/** What an operator may see and change of one business unit. */
export interface OperatorStore extends StandingStore {
  readStatus(): Promise<{ status: UnitStatus; isStuck: boolean }>;
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
}

export type OperateDeps = Omit<ChangeDeps, 'storeOf'> & {
  units: readonly BusinessUnit[];
  queues: Record<string, string>;
  /** @throws NotFound for a unit that does not exist */
  storeOf(unitName: string): OperatorStore;
};

/** Answers one request of the command line. Every refusal is an answer too: only what nobody foresaw is thrown. */
export async function answerRequest(deps: OperateDeps, input: unknown): Promise<OperateResponse> {
  try {
    const parsed = OperateRequest.safeParse(input);
    if (!parsed.success) throw new InvalidInput('bad-request', z.prettifyError(parsed.error));
    return { ok: true, result: await answer(deps, parsed.data) };
  } catch (thrown) {
    const error = asError(thrown);
    if (!isMillraceError(error)) throw error;
    return { ok: false, error: { class: error.name, code: error.code, message: error.message } };
  }
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
  }
}

function describe(deps: OperateDeps): DescribeResponse {
  return {
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
  const answers = await Promise.all(names.map((name) => deps.storeOf(name).readStatus()));
  return { units: answers.map((unit) => unit.status), stuck: answers.some((unit) => unit.isStuck) };
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
