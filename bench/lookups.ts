import { fillHistory } from './fill-history.ts';
import { makeProductLine } from './made-products.ts';
import { quantile } from './medians.ts';
import { deltaKey, withStack, type BenchStack } from './with-stack.ts';

const unit = 'bak';
const schema = 'inriver_bak';
const products = 50_000;
const linesPerDelta = 1_000;
const stride = products / linesPerDelta;
/** Deltas that all speak of the same records, so that each has that many lines. */
const deltas = 20;
const rounds = 15;
const calls = 100;

type Ask = (request: Record<string, unknown>) => Promise<void>;

/**
 * What looking costs, from the call of `operate` to its answer: the plan of a delta, and one record with a line in each
 * of the files, as it is, as it was, and its history; then the history once every delta was replaced by a correction.
 */
export function benchLookups(): Promise<string> {
  return withStack(async (bench) => {
    await fillHistory(bench.administrator, schema, products);
    for (let place = 1; place <= deltas; place += 1) await load(bench, place, place);
    const ask: Ask = async (request) => void (await bench.ask({ unit, ...request }));
    return [
      `${products} products, ${deltas} deltas of ${linesPerDelta} records; median and slowest`,
      ...(await benchPlans(bench, ask)),
      ...(await benchRecord(bench, ask)),
    ].join('\n');
  });
}

async function benchPlans(bench: BenchStack, ask: Ask): Promise<string[]> {
  const aside = 'PLAN/bench/delta.jsonl';
  await bench.upload(aside, delta(99));
  const plan = (place: number) => () => ask({ verb: 'plan', file: deltaKey(unit, place), aside, limit: 10 });
  return [
    await row('plan of a delta', rounds, plan(deltas + 1)),
    await row('plan of a correction of the tenth', rounds, plan(deltas / 2)),
  ];
}

async function benchRecord(bench: BenchStack, ask: Ask): Promise<string[]> {
  const record = { id: String(stride), feed: 'products' };
  const { rows } = await bench.administrator.query<{ id: string }>(
    `select percentile_disc(0.5) within group (order by id) as id from ${schema}.file_processing_events`,
  );
  const lines = [
    await row('show', calls, () => ask({ verb: 'show', ...record })),
    await row('show as of an event', calls, () =>
      ask({ verb: 'show', ...record, asOf: String(rows[0]?.id) }),
    ),
    await row('history', calls, () => ask({ verb: 'history', ...record })),
  ];
  for (let place = 1; place <= deltas; place += 1) await load(bench, place, 100 + place);
  return [
    ...lines,
    await row(`history, ${deltas} loads replaced`, calls, () => ask({ verb: 'history', ...record })),
  ];
}

/** The first version of a key is complete when its event is there; another one when there is one event more. */
async function load(bench: BenchStack, place: number, revision: number): Promise<void> {
  const key = deltaKey(unit, place);
  const count = async (): Promise<number> => {
    const { rows } = await bench.administrator.query<{ files: number }>(
      `select count(*)::int as files from ${schema}.file_processing_events
       where source_file = $1 and event_type = 'file_complete'`,
      [key],
    );
    return rows[0]?.files ?? 0;
  };
  const before = await count();
  await bench.upload(key, delta(revision));
  while ((await count()) === before) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Records spread over the catalogue, always the same ones. */
function delta(revision: number): Buffer {
  const lines = Array.from({ length: linesPerDelta }, (_, line) => makeProductLine(line * stride, revision));
  return Buffer.from(lines.join(''));
}

/** One call beforehand, which opens connections. */
async function row(name: string, times: number, call: () => Promise<void>): Promise<string> {
  await call();
  const measured: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const startedMs = performance.now();
    await call();
    measured.push(performance.now() - startedMs);
  }
  const [median, slowest] = [quantile(measured, 0.5), Math.max(...measured)];
  return `  ${name.padEnd(36)}${median.toFixed(0).padStart(6)} ms${slowest.toFixed(0).padStart(8)} ms`;
}
