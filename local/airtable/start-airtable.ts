import type { Answer } from '../http/answer.ts';
import { CallWindow } from '../third-parties/call-window.ts';
import type { Faults } from '../third-parties/fault.ts';
import { startThirdParty, type ThirdPartyRequest } from '../third-parties/start-third-party.ts';
import { AirtableRecords, type AirtableChange } from './airtable-records.ts';
import { AirtableProblem } from './airtable-problem.ts';
import { airtableTables } from './airtable-tables.ts';
import { answerAirtable } from './answer-airtable.ts';

export type AirtableOptions = {
  /** 0 for a free one, the default. */
  port?: number;
  token: string;
  baseId: string;
  /** Milliseconds that never go back. Default: the machine's. */
  nowMs?: () => number;
  faults?: Faults;
  /** Airtable may give fewer records a page than it was asked for. Default: 100, the most. */
  largestPage?: number;
  /** Told of every change. */
  onChange?: (change: AirtableChange) => void;
  /** What a request waits for before it is answered: records that are being taken in. */
  whenSettled?: () => Promise<void>;
};

export type LocalAirtable = { url: string; records: AirtableRecords; close(): Promise<void> };

/** Five requests a second for one base, whoever asks; then nothing for half a minute. */
const limit = { calls: 5, perMs: 1000 };
const penaltyMs = 30_000;

/** Airtable's part, played on 127.0.0.1 with one base in memory, within Airtable's documented limits. */
export async function startAirtable(options: AirtableOptions): Promise<LocalAirtable> {
  const { token, baseId, largestPage = 100, nowMs = () => performance.now() } = options;
  const records = new AirtableRecords(airtableTables, options.onChange);
  const refuseTooMany = limitCalls(nowMs);
  const answer = async (request: ThirdPartyRequest): Promise<Answer> => {
    await options.whenSettled?.();
    try {
      refuseTooMany();
      return answerAirtable(request, { records, baseId, token, largestPage });
    } catch (error) {
      if (error instanceof AirtableProblem) return error.toAnswer();
      throw error;
    }
  };
  const server = await startThirdParty({
    ...{ name: 'Airtable', port: options.port ?? 0, answer },
    ...(options.faults && { faults: options.faults }),
    tooLarge: AirtableProblem.bare(413, 'REQUEST_TOO_LARGE').toAnswer(),
  });
  return { url: server.url, records, close: server.close };
}

function limitCalls(nowMs: () => number): () => void {
  const window = new CallWindow(limit, nowMs);
  let penaltyUntilMs = -Infinity;
  return () => {
    const isPunished = nowMs() < penaltyUntilMs;
    const hasRoom = window.take(1);
    if (!isPunished && hasRoom) return;
    if (!isPunished) penaltyUntilMs = nowMs() + penaltyMs;
    throw AirtableProblem.listed(429, 'RATE_LIMIT_REACHED', 'Rate limit exceeded. Please try again later');
  };
}
