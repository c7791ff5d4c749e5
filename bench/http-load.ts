import { Agent, get as httpGet } from 'node:http';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { quantile } from './medians.ts';

export type Load = {
  url: string;
  headers: Record<string, string>;
  connections: number;
  warmUpMs: number;
  measuredMs: number;
  /** Set to ask another question each time: the sort whose cursor goes on behind a place before everything. */
  anew?: string;
};

export type Measured = { perSecond: number; p50Ms: number; p99Ms: number };

/** Asks one thing over and over, from a thread of its own: whoever serves it shall not have to ask, too. */
export async function loadOverHttp(load: Load): Promise<Measured> {
  const worker = new Worker(new URL(import.meta.url), { workerData: load });
  const { promise, resolve, reject } = Promise.withResolvers<Measured>();
  worker.once('message', resolve).once('error', reject);
  try {
    return await promise;
  } finally {
    await worker.terminate();
  }
}

/** Calls from so many workers for the time of a warm-up, then for the time that counts. */
export async function measureCalls(
  { connections, warmUpMs, measuredMs }: Pick<Load, 'connections' | 'warmUpMs' | 'measuredMs'>,
  call: (worker: number) => Promise<unknown>,
): Promise<Measured> {
  await callFor(warmUpMs, connections, call);
  const startedMs = performance.now();
  const times = await callFor(measuredMs, connections, call);
  const seconds = (performance.now() - startedMs) / 1000;
  return { perSecond: times.length / seconds, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
}

async function callFor(
  durationMs: number,
  connections: number,
  call: (worker: number) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  const endMs = performance.now() + durationMs;
  const work = async (worker: number): Promise<void> => {
    while (performance.now() < endMs) {
      const startedMs = performance.now();
      await call(worker);
      times.push(performance.now() - startedMs);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, worker) => work(worker)));
  return times;
}

async function answerParent(load: Load): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  let question = 0;
  const ask = (): Promise<void> => {
    question += 1;
    const query = load.anew === undefined ? '' : `?cursor=${cursorBefore(load.anew, question)}`;
    return request(agent, load.url + query, load.headers);
  };
  try {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage(await measureCalls(load, ask));
  } finally {
    agent.destroy();
  }
}

/** Below every id, and another one each time. */
function cursorBefore(sort: string, question: number): string {
  return Buffer.from(JSON.stringify([sort, `\u0001 ${question}`])).toString('base64url');
}

function request(agent: Agent, url: string, headers: Record<string, string>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  httpGet(url, { agent, headers }, (response) => {
    const { statusCode = 0 } = response;
    const isAnswer = statusCode === 200 || statusCode === 304;
    response.resume().on('end', () => (isAnswer ? resolve() : reject(new Error(`${url}: ${statusCode}`))));
  }).on('error', reject);
  return promise;
}

if (!isMainThread) await answerParent(workerData as Load);
