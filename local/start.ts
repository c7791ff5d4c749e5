import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { asError } from '#core/errors.ts';
import { loadSamples } from './load-samples.ts';
import { whenNpmIsGone } from './processes/npm-parent.ts';
import { startStack } from './start-stack.ts';
import type { Stack, StackPorts } from './start-stack.ts';

const help = `npm start [-- options]

Runs the stack on this machine until Ctrl-C. What it keeps lies in .local/.

  --fresh               forget everything that was there before
  --no-samples          do not put the samples into an empty landing bucket
  --stage NAME          run that stage of infra/stages.ts in place of dev; give it a state folder of its own
  --state-dir DIR       keep everything there and not in .local/: another stack beside the first
  --s3-port PORT        listen there instead of on a free port; likewise
  --sqs-port PORT
  --lambda-port PORT
  --api-port PORT
  --database-port PORT
  --airtable-port PORT
  --asana-port PORT
  --help

DATABASE_URL, the URL of an administrator of an existing PostgreSQL 17 server, replaces the one that npm brought.
`;

const options = {
  fresh: { type: 'boolean', default: false },
  'no-samples': { type: 'boolean', default: false },
  stage: { type: 'string' },
  'state-dir': { type: 'string' },
  's3-port': { type: 'string' },
  'sqs-port': { type: 'string' },
  'lambda-port': { type: 'string' },
  'api-port': { type: 'string' },
  'database-port': { type: 'string' },
  'airtable-port': { type: 'string' },
  'asana-port': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

await main().catch((thrown: unknown) => {
  console.error(asError(thrown).message);
  process.exit(1);
});

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(help);
  const databaseUrl = process.env['DATABASE_URL'];
  const ports = {
    s3: values['s3-port'],
    sqs: values['sqs-port'],
    lambda: values['lambda-port'],
    api: values['api-port'],
    database: values['database-port'],
    airtable: values['airtable-port'],
    asana: values['asana-port'],
  };
  const stack = await startStack({
    fresh: values.fresh,
    ports: readPorts(ports),
    ...(values.stage !== undefined && { stage: values.stage }),
    ...(values['state-dir'] !== undefined && { stateDir: values['state-dir'] }),
    ...(databaseUrl !== undefined && { databaseUrl }),
    log: (line) => console.log(line),
  });
  stopOnSignals(stack);
  console.log(describe(stack));
  if (stack.landingIsEmpty && !values['no-samples']) {
    const count = await loadSamples(stack.endpoints);
    if (count > 0) console.log(`Put ${count} sample files into the landing bucket. See: npx millrace status`);
  }
}

function readPorts(given: Record<keyof StackPorts, string | undefined>): StackPorts {
  const ports = Object.entries(given).flatMap(([name, text]) => {
    if (text === undefined) return [];
    const port = Number(text);
    if (Number.isInteger(port) && port > 0 && port < 65_536) return [[name, port] as const];
    throw new Error(`--${name}-port takes a number from 1 to 65535, not "${text}".`);
  });
  return Object.fromEntries(ports);
}

function stopOnSignals(stack: Stack): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    void stack.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  void whenNpmIsGone(stop);
}

function describe({ endpoints, stateDir, databaseDir }: Stack): string {
  const { airtable, asana } = endpoints;
  const thirdParties = airtable && asana ? `\n  Airtable  ${airtable}\n  Asana     ${asana}` : '';
  const units = Object.keys(endpoints.queues).join(', ');
  const elsewhere =
    databaseDir && !databaseDir.startsWith(stateDir) ? ` (its data is in ${databaseDir})` : '';
  return `
Millrace runs, stage ${endpoints.stage}, business units ${units}.

  S3        ${endpoints.s3}   bucket ${endpoints.landingBucket}
  SQS       ${endpoints.sqs}
  Lambda    ${endpoints.lambda}
  API       ${endpoints.api}/api/pipeline/docs
  Database  ${endpoints.database}${elsewhere}${thirdParties}
  Logs      ${endpoints.logs}
  All this  ${join(stateDir, 'endpoints.json')}

Try:  npx millrace status
      npx millrace load FILE --bu bak
      psql ${endpoints.database} -c 'select id, data from inriver_bak.products where not deleted limit 5'

Ctrl-C stops it.`;
}
