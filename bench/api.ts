import { Agent, get as httpGet } from 'node:http';
import pg from 'pg';
import { findBusinessUnit } from '#catalog/catalog.ts';
import { endpointStatements } from '#catalog/endpoint-statements.ts';
import { apiUnit, endpoints } from '#catalog/endpoints.ts';
import { apiPath, type Endpoint } from '#core/api/endpoint.ts';
import { readQuery } from '#core/api/read-query.ts';
import { databaseRole } from '#core/business-unit.ts';
import { apiSettings } from '#database/api/open-answers.ts';
import { fillPipeline } from './made-pipeline.ts';
import { quantile } from './medians.ts';
import { withStack, type BenchStack } from './with-stack.ts';

const connections = 8;
const warmUpMs = 1_000;
const measuredMs = 4_000;
/** How many times the sizes of the real thing. */
const sizes = [1];

/**
 * Requests a second and times of each endpoint's first page through the local gateway, beside the same statement asked
 * over bare connections; asked anew each time (no two questions alike, so that no function remembers the answer), asked
 * again (the function remembers), and asked with the ETag (304).
 */
export function benchApi(): Promise<string> {
  return withStack(async (bench) => {
    const token = await requestToken(bench);
    const lines: string[] = [];
    for (const times of sizes) {
      lines.push(await fillPipeline(bench, times), header());
      for (const endpoint of endpoints) lines.push(await benchEndpoint(bench, endpoint, token));
    }
    return lines.join('\n');
  });
}

async function benchEndpoint(bench: BenchStack, endpoint: Endpoint, token: string): Promise<string> {
  const url = `${bench.stack.endpoints.api}${apiPath}${endpoint.path}`;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { authorization: `Bearer ${token}` };
  const ask = (query: string, more: Record<string, string> = {}) =>
    request(agent, url + query, { ...headers, ...more });
  try {
    const { etag } = await ask('');
    let question = 0;
    const anew = endpoint.sorts
      ? // A place before everything: the same page, and a question that was never asked.
        () => ask(`?cursor=${cursorBefore(endpoint.sorts![0], (question += 1))}`)
      : null;
    const bare = await measureBare(bench, endpoint);
    const columns = [
      bare,
      anew ? await measure(anew) : null,
      await measure(() => ask('')),
      etag === undefined ? null : await measure(() => ask('', { 'if-none-match': etag })),
    ];
    return row(endpoint.name, columns, bare);
  } finally {
    agent.destroy();
  }
}

/** Below every id, and another one each time. */
function cursorBefore(sort: string, question: number): string {
  return Buffer.from(JSON.stringify([sort, `\u0001 ${question}`])).toString('base64url');
}

type Measured = { perSecond: number; p50Ms: number; p99Ms: number };

async function measure(call: () => Promise<unknown>): Promise<Measured> {
  await callFor(warmUpMs, call);
  const startedMs = performance.now();
  const times = await callFor(measuredMs, call);
  const seconds = (performance.now() - startedMs) / 1000;
  return { perSecond: times.length / seconds, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
}

async function callFor(durationMs: number, call: (worker: number) => Promise<unknown>): Promise<number[]> {
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

/** The same statement with the same parameters, as text, prepared by name, as the API's own role. */
async function measureBare({ stack }: BenchStack, endpoint: Endpoint): Promise<Measured> {
  const settings = Object.entries(apiSettings(findBusinessUnit(apiUnit).timeZone));
  const url = new URL(stack.endpoints.database);
  url.username = databaseRole(apiUnit, 'api');
  const options = settings.map(([name, value]) => `-c ${name}=${value}`).join(' ');
  const clients = Array.from(
    { length: connections },
    () => new pg.Client({ connectionString: url.href, options }),
  );
  const values = [
    ...(endpoint.feeds.length > 0 ? ['bare', endpoint.feeds, []] : []),
    ...readQuery(endpoint, {}),
  ];
  const query = {
    name: endpoint.name,
    text: endpointStatements[endpoint.name]!,
    values,
    rowMode: 'array' as const,
  };
  await Promise.all(clients.map((client) => client.connect()));
  try {
    const call = (worker: number) => clients[worker]!.query(query);
    await callFor(warmUpMs, call);
    const times = await callFor(measuredMs, call);
    return {
      perSecond: times.length / (measuredMs / 1000),
      p50Ms: quantile(times, 0.5),
      p99Ms: quantile(times, 0.99),
    };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

function request(
  agent: Agent,
  url: string,
  headers: Record<string, string>,
): Promise<{ etag: string | undefined }> {
  return new Promise((resolve, reject) => {
    httpGet(url, { agent, headers }, (response) => {
      response.resume().on('end', () => {
        const { statusCode = 0, headers: answered } = response;
        if (statusCode === 200 || statusCode === 304) resolve({ etag: answered.etag });
        else reject(new Error(`${url} answered ${statusCode}`));
      });
    }).on('error', reject);
  });
}

async function requestToken({ stack }: BenchStack): Promise<string> {
  const wish = JSON.stringify({ scopes: ['read'], units: [apiUnit] });
  const answer = await fetch(`${stack.endpoints.issuer}/token`, { method: 'POST', body: wish });
  return ((await answer.json()) as { access_token: string }).access_token;
}

function header(): string {
  const columns = ['bare pg', 'asked anew', 'asked again', 'with ETag'];
  return `${''.padEnd(14)}${columns.map((name) => name.padStart(24)).join('')}   (requests/s, p50, p99 in ms; % of bare)`;
}

function row(name: string, columns: readonly (Measured | null)[], bare: Measured): string {
  const cells = columns.map((measured) => {
    if (measured === null) return '-'.padStart(24);
    const { perSecond, p50Ms, p99Ms } = measured;
    const share = measured === bare ? '' : ` ${((100 * perSecond) / bare.perSecond).toFixed(0)}%`;
    return `${perSecond.toFixed(0)}${share} ${p50Ms.toFixed(1)} ${p99Ms.toFixed(1)}`.padStart(24);
  });
  return name.padEnd(14) + cells.join('');
}
