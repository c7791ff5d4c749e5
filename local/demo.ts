import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { styleText } from 'node:util';
import { startStack } from './start-stack.ts';
import type { Stack } from './start-stack.ts';

/**
 * The main job from end to end, for somebody who sees it for the first time: starts a stack of its own, drops the samples as
 * a person would, and shows what became of them. Ends with 0 only if all came out as expected, and leaves nothing.
 */
const project = dirname(import.meta.dirname);
const samples = join(project, 'samples');
const statement =
  "select id, data->'Attributes'->'ProductName'->>'en' as name, jsonb_array_length(data->'Items') as items " +
  'from inriver_bak.products where not deleted order by id limit 3';
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

try {
  await withStack(async (stack) => {
    await showLoading(stack);
    await showRejects(stack);
    await showSql(stack);
    await showExport(stack);
    await checkOutcome(stack);
    showWhatNext();
  });
} catch (error) {
  if (!interrupted.signal.aborted) console.error(`\nThe demo failed: ${(error as Error).message}`);
  process.exitCode = interrupted.signal.aborted ? 130 : 1;
}

async function withStack(work: (stack: Stack) => Promise<void>): Promise<void> {
  say('Millrace, the demo: two days of files for three business units, loaded once and in order.');
  chapter('A stack on this machine: the functions that would be deployed, S3, queues, PostgreSQL');
  const stateDir = await mkdtemp(join(tmpdir(), 'millrace-demo-'));
  // As root, PostgreSQL runs as another user, who has to get in.
  await chmod(stateDir, 0o755);
  const startedMs = performance.now();
  let stack: Stack | null = null;
  try {
    stack = await startStack({ stateDir, fresh: true, fsync: false, log: (line) => say(`  ${line}`) });
    say(`  Ready after ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`);
    await work(stack);
  } finally {
    await stack?.stop();
    for (const folder of [stateDir, stack?.databaseDir])
      if (folder) await rm(folder, { recursive: true, force: true });
  }
}

async function showLoading(stack: Stack): Promise<void> {
  chapter('What the attributes are, for every unit');
  await millrace(stack, 'load', 'samples/landing/SHARED/AttributeFile.json', '--bu', 'bak');
  chapter('Baker: its channel tree, a full export in two parts, then the changes of two days');
  await millrace(stack, 'load', 'samples/landing/bak', '--bu', 'bak');
  chapter('Enterprise Comfort: a smaller catalogue, its full export compressed');
  await millrace(stack, 'load', 'samples/landing/ecm', '--bu', 'ecm');
  chapter('Athena: what Airtable, Asana and NetSuite hold, as their APIs give it');
  await millrace(stack, 'load', 'samples/landing/athena', '--bu', 'athena');
  chapter('What is loaded');
  await millrace(stack, 'status');
}

async function showRejects(stack: Stack): Promise<void> {
  chapter('What is not loaded: a bad line is set aside, and the rest of its file loads');
  await millrace(stack, 'rejects', '--bu', 'bak');
  say('');
  await millrace(stack, 'rejects', '--bu', 'ecm');
}

async function showSql(stack: Stack): Promise<void> {
  chapter('Where it is: a schema for each business unit, a table for each feed');
  say(
    '  inriver_bak.products                 the state: id, data (jsonb), deleted, updated_at, source_file, …',
  );
  say('  inriver_bak.raw_records              every line as it was delivered');
  say('  inriver_bak.rejected_records         the bad lines');
  say('  inriver_bak.file_processing_events   what happened; nobody can delete or rewrite it\n');
  command(`npm run sql -- "${statement.replace(' from', '\n      from')}"`);
  await run(stack, process.execPath, [join(project, 'sql.ts'), statement]);
}

async function showExport(stack: Stack): Promise<void> {
  chapter('What goes out: the full CSVs of a unit, as its configuration tables say');
  await millrace(stack, 'config', 'import', '--default', '--bu', 'bak', '--yes');
  await millrace(stack, 'config', 'import', 'samples/configuration', '--bu', 'bak', '--yes');
  await millrace(stack, 'export', 'run', '--bu', 'bak');
  const { s3, exportsBucket } = stack.endpoints;
  const address = `${s3}/${exportsBucket}/delivery/bak/items.csv`;
  say('');
  command(`curl -s ${address} | head -4`);
  const csv = await (await fetch(address)).text();
  say(csv.split('\r\n').slice(0, 4).join('\n'));
}

/** Compares what the command line says with what the samples are known to come to. */
async function checkOutcome(stack: Stack): Promise<void> {
  const expected = JSON.parse(await readFile(join(samples, 'expected.json'), 'utf8')) as Outcome;
  const status = await ask<{ units: { unit: string; feeds: { feed: string; live: number }[] }[] }>(
    stack,
    'status',
  );
  for (const [unit, feeds] of Object.entries(expected.live)) {
    const found = status.units.find((candidate) => candidate.unit === unit)?.feeds ?? [];
    for (const [feed, live] of Object.entries(feeds)) {
      refuseDifference(
        `live ${feed} of ${unit}`,
        live,
        found.find((candidate) => candidate.feed === feed)?.live,
      );
    }
  }
  for (const [key, rejected] of Object.entries(expected.rejected)) {
    const unit = key.split('/')[0] ?? '';
    const { total } = await ask<{ total: number }>(stack, 'rejects', '--bu', unit, '--file', key);
    refuseDifference(`rejected lines of ${key}`, rejected, total);
  }
}

type Outcome = { live: Record<string, Record<string, number>>; rejected: Record<string, number> };

function refuseDifference(what: string, expected: number, found: number | undefined): void {
  if (found !== expected) throw new Error(`${what} should be ${expected}, and are ${found ?? 'unknown'}.`);
}

function showWhatNext(): void {
  chapter('All as expected. What to try next');
  say(
    '  npm start                          a stack that stays up, with these samples in it; then, beside it:',
  );
  say('  npx millrace status                what is loaded, what waits, what is stuck');
  say('  npx millrace events --bu bak       what happened, file by file');
  say('  npx millrace load FILE --bu bak    a file of your own');
  say('  npx millrace export run --bu bak   the CSVs again, after whatever you changed');
  say('  npx millrace --help                everything else');
}

/** Runs the command line before the reader's eyes; a verb that does not do what was asked ends the demo. */
async function millrace(stack: Stack, ...args: string[]): Promise<void> {
  command(`npx millrace ${args.join(' ')}`);
  await run(stack, join(project, 'cli', 'millrace.sh'), args);
}

async function run(stack: Stack, program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { cwd: project, env: environmentOf(stack), stdio: 'inherit' });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  interrupted.signal.throwIfAborted();
  if (exitCode !== 0) throw new Error(`${[program, ...args].join(' ')} ended with exit code ${exitCode}.`);
}

async function ask<Answer>(stack: Stack, ...args: string[]): Promise<Answer> {
  const child = spawn(join(project, 'cli', 'millrace.sh'), [...args, '--json'], {
    env: environmentOf(stack),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answer = await text(child.stdout);
  interrupted.signal.throwIfAborted();
  return JSON.parse(answer) as Answer;
}

function environmentOf(stack: Stack): NodeJS.ProcessEnv {
  return { ...process.env, MILLRACE_STAGE: '', MILLRACE_ENDPOINTS: join(stack.stateDir, 'endpoints.json') };
}

function chapter(title: string): void {
  say(`\n${styleText('bold', title)}\n`);
}

function command(line: string): void {
  say(styleText('dim', `$ ${line}`));
}

function say(line: string): void {
  console.log(line);
}
