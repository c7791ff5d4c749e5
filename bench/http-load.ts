import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { quantile } from './medians.ts';
import { RawHttpClient } from './raw-http-client.ts';

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
  const { url, headers, connections, anew } = load;
  const { pathname } = new URL(url);
  const clients = await Promise.all(
    Array.from({ length: connections }, () => RawHttpClient.open(url, headers)),
  );
  let question = 0;
  const ask = async (worker: number): Promise<void> => {
    question += 1;
    const query = anew === undefined ? '' : `?cursor=${cursorBefore(anew, question)}`;
    const status = await clients[worker]!.get(pathname + query);
    if (status !== 200 && status !== 304) throw new Error(`${url}: ${status}`);
  };
  try {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage(await measureCalls(load, ask));
  } finally {
    for (const client of clients) client.close();
  }
}

/** Below every id, and another one each time. */
function cursorBefore(sort: string, question: number): string {
  return Buffer.from(JSON.stringify([sort, `\u0001 ${question}`])).toString('base64url');
}

if (!isMainThread) await answerParent(workerData as Load);
