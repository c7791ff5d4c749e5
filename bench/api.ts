import pg from 'pg';
import { findBusinessUnit } from '#catalog/catalog.ts';
import { endpointStatements } from '#catalog/endpoint-statements.ts';
import { apiUnit, endpoints } from '#catalog/endpoints.ts';
import { apiPath, type Endpoint } from '#core/api/endpoint.ts';
import { readParameters } from '#core/api/read-query.ts';
import { databaseRole } from '#core/business-unit.ts';
import { apiSettings } from '#database/api/open-answers.ts';
import { loadOverHttp, measureCalls, type Measured } from './http-load.ts';
import { fillPipeline } from './made-pipeline.ts';
import { withStack, type BenchStack } from './with-stack.ts';

/** Long enough that eight processes of the function have compiled what they run. */
const pace = { connections: 8, warmUpMs: 3_000, measuredMs: 3_000 };
/** How many times the sizes of the real thing. */
const sizes = [1, 10];

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
      for (const endpoint of endpoints.filter(({ itemOf }) => !itemOf))
        lines.push(await benchEndpoint(bench, endpoint, token));
    }
    return lines.join('\n');
  });
}

async function benchEndpoint(bench: BenchStack, endpoint: Endpoint, token: string): Promise<string> {
  const url = `${bench.stack.endpoints.api}${apiPath}${endpoint.path}`;
  const headers = { authorization: `Bearer ${token}` };
  const { etag } = await readTag(url, headers);
  const load = { ...pace, url, headers };
  const bare = await measureBare(bench, endpoint);
  const columns = [
    bare,
    endpoint.sorts ? await loadOverHttp({ ...load, anew: endpoint.sorts[0] }) : null,
    await loadOverHttp(load),
    etag === null ? null : await loadOverHttp({ ...load, headers: { ...headers, 'if-none-match': etag } }),
  ];
  return row(endpoint.name, columns, bare);
}

async function readTag(url: string, headers: Record<string, string>): Promise<{ etag: string | null }> {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return { etag: answer.headers.get('etag') };
}

/** The same statement with the same parameters, as text, prepared by name, as the API's own role. */
async function measureBare({ stack }: BenchStack, endpoint: Endpoint): Promise<Measured> {
  const settings = Object.entries(apiSettings(findBusinessUnit(apiUnit).timeZone));
  const url = new URL(stack.endpoints.database);
  url.username = databaseRole(apiUnit, 'api');
  const options = settings.map(([name, value]) => `-c ${name}=${value}`).join(' ');
  const clients = Array.from(
    { length: pace.connections },
    () => new pg.Client({ connectionString: url.href, options }),
  );
  const values = [
    ...(endpoint.feeds.length > 0 ? ['bare', endpoint.feeds, []] : []),
    ...readParameters(endpoint, { query: {}, params: {} }),
  ];
  const query = {
    name: endpoint.name,
    text: endpointStatements[endpoint.name]!,
    values,
    rowMode: 'array' as const,
  };
  await Promise.all(clients.map((client) => client.connect()));
  try {
    return await measureCalls(pace, (worker) => clients[worker]!.query(query));
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
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
