import type { Answer } from '../http/answer.ts';
import { CallWindow } from '../third-parties/call-window.ts';
import type { Faults } from '../third-parties/fault.ts';
import { startThirdParty, type ThirdPartyRequest } from '../third-parties/start-third-party.ts';
import { answerAsana, asanaPath, countRequests } from './answer-asana.ts';
import { AsanaProblem } from './asana-problem.ts';
import { AsanaTasks, type AsanaChange } from './asana-tasks.ts';
import { CallsUnderWay } from './calls-under-way.ts';

export type AsanaOptions = {
  /** 0 for a free one, the default. */
  port?: number;
  token: string;
  /** 150 in a free domain, 1,500 in a paid one. */
  requestsPerMinute: number;
  /** Milliseconds that never go back. Default: the machine's. */
  nowMs?: () => number;
  faults?: Faults;
  /** Told of every change. */
  onChange?: (change: AsanaChange) => void;
  /** What a request waits for before it is answered: tasks that are being taken in. */
  whenSettled?: () => Promise<void>;
};

export type LocalAsana = { url: string; tasks: AsanaTasks; close(): Promise<void> };

const minuteMs = 60_000;

/** Asana's part, played on 127.0.0.1 with its tasks in memory, within Asana's documented limits. */
export async function startAsana(options: AsanaOptions): Promise<LocalAsana> {
  const { token, requestsPerMinute, nowMs = () => performance.now() } = options;
  const tasks = new AsanaTasks(options.onChange);
  const window = new CallWindow({ calls: requestsPerMinute, perMs: minuteMs }, nowMs);
  const underWay = new CallsUnderWay();
  const answer = async (request: ThirdPartyRequest): Promise<Answer> => {
    try {
      if (request.token !== token) throw new AsanaProblem(401, 'Not Authorized');
      const counts = countRequests(request);
      return await underWay.during(counts, async () => {
        await options.whenSettled?.();
        refuseTooMany(window, counts.reads + counts.writes);
        return answerAsana(tasks, request);
      });
    } catch (error) {
      if (error instanceof AsanaProblem) return error.toAnswer();
      throw error;
    }
  };
  const server = await startThirdParty({
    ...{ name: 'Asana', port: options.port ?? 0, answer },
    ...(options.faults && { faults: options.faults }),
    tooLarge: new AsanaProblem(413, 'Request Entity Too Large').toAnswer(),
  });
  return { url: `${server.url}${asanaPath}`, tasks, close: server.close };
}

/** What is turned away counts, too; so whoever does not wait waits longer. */
function refuseTooMany(window: CallWindow, cost: number): void {
  if (window.take(cost)) return;
  const seconds = Math.max(1, Math.ceil(window.roomInMs(cost) / 1000));
  throw new AsanaProblem(429, 'Too many requests; retry after the given time', {
    'Retry-After': String(seconds),
  });
}
