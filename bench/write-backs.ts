import { Agent, request } from 'node:http';
import { apiUnit } from '#catalog/endpoints.ts';
import { apiPath } from '#core/api/endpoint.ts';
import { benchDrain } from './drain.ts';
import { quantile } from './medians.ts';
import { fillPipeline } from './made-pipeline.ts';
import { withStack, type BenchStack } from './with-stack.ts';

const warmUp = 200;
const measured = 500;
/** How many times the sizes of the real thing. */
const sizes = [1, 10];

/** What an edit costs whoever makes it, and how fast Airtable learns of many; each on a stack of its own. */
export async function benchWriteBacks(): Promise<string> {
  return [await withStack(benchPatch), await withStack(benchDrain)].join('\n');
}

/**
 * How long an edit takes through the local gateway, one after the other, each of another value and of another of the
 * development groups, which are edited more than once; the drain is rung by each and works meanwhile.
 */
async function benchPatch(bench: BenchStack): Promise<string> {
  const lines: string[] = [];
  for (const times of sizes) {
    lines.push(await fillPipeline(bench, times, { invoices: false }), await measureEdits(bench));
  }
  return lines.join('\n');
}

async function measureEdits(bench: BenchStack): Promise<string> {
  const { rows } = await bench.administrator.query<{ id: string }>(
    'select id from airtable_raw.dev_group order by id',
  );
  const token = await requestToken(bench);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times: number[] = [];
  try {
    for (let edit = 0; edit < warmUp + measured; edit += 1) {
      const { id } = rows[edit % rows.length]!;
      const day = new Date(Date.UTC(2027, 0, 1 + edit)).toISOString().slice(0, 10);
      const url = `${bench.stack.endpoints.api}${apiPath}/dev-groups/${id}`;
      const startedMs = performance.now();
      await patch(agent, url, token, JSON.stringify({ launch_date: day }));
      if (edit >= warmUp) times.push(performance.now() - startedMs);
    }
  } finally {
    agent.destroy();
  }
  const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
  return `PATCH /dev-groups/{id}, ${rows.length} groups: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
}

async function patch(agent: Agent, url: string, token: string, body: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  request(url, { agent, method: 'PATCH', headers }, (response) => {
    const { statusCode } = response;
    response
      .resume()
      .on('end', () => (statusCode === 200 ? resolve() : reject(new Error(`${url}: ${statusCode}`))));
  })
    .on('error', reject)
    .end(body);
  return promise;
}

async function requestToken({ stack }: BenchStack): Promise<string> {
  const wish = JSON.stringify({ scopes: ['write'], units: [apiUnit] });
  const answer = await fetch(`${stack.endpoints.issuer}/token`, { method: 'POST', body: wish });
  return ((await answer.json()) as { access_token: string }).access_token;
}
