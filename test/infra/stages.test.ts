import { afterAll, expect, test } from 'vitest';
import { businessUnits } from '#catalog/catalog.ts';
import { bundleAssets } from '../../infra/bundling/bundle-assets.ts';
import { checkStage } from '../../infra/check-stage.ts';
import { stages, type StageSettings } from '../../infra/stages.ts';
import { synthesize } from './synthesize.ts';

const [dev, staging] = stages as readonly [StageSettings, StageSettings];
const assets = await bundleAssets();
afterAll(() => assets[Symbol.asyncDispose]());

test('a release goes through dev, staging and prod', () => {
  expect(stages.map(({ name }) => name)).toEqual(['dev', 'staging', 'prod']);
});

test('every unit of the catalog is live in dev, which is what the local stack runs', () => {
  expect([...dev.units].toSorted()).toEqual(businessUnits.map(({ name }) => name).toSorted());
});

test.each(stages)('the settings of $name break no rule', (stage) => {
  expect(() => checkStage(stage)).not.toThrow();
});

test.each<[string, Partial<StageSettings>]>([
  ['the catalog has no unit "bakk"', { units: ['bakk', 'athena'] }],
  ['no unit is live', { units: [] }],
  ['a unit is listed twice', { units: ['bak', 'bak'] }],
  ['2 to 1 capacity units', { database: { ...dev.database, minCapacityUnits: 2, maxCapacityUnits: 1 } }],
  ['halves of a unit', { database: { ...dev.database, minCapacityUnits: 0.3 } }],
  ['1 to 35 days', { database: { ...dev.database, backupRetentionDays: 36 } }],
  ['cannot run for 901 s', { loader: { ...dev.loader, timeoutSeconds: 901 } }],
  ['from 1 to 10', { exporter: { ...dev.exporter, scratchGiB: 20 } }],
  ['an https URL', { api: { ...dev.api, issuer: 'http://issuer.example' } }],
  ['name those of the frontends', { api: { ...dev.api, origins: ['*'] } }],
  ['the ARN of one in ACM', { api: { ...dev.api, domain: { name: 'a.example', certificateArn: 'mine' } } }],
  ['nobody hears of its alarms', { alarms: { subscribers: [] } }],
  ['nothing can be sent to', { alarms: { subscribers: [{ email: 'on call' }] } }],
  ['its budget is nothing', { budget: { monthlyUsd: 0 } }],
  ['2 to 12 small letters', { name: 'pre-production' }],
])('a stage is refused when %s', (problem, change) => {
  expect(() => checkStage({ ...dev, ...change })).toThrow(problem);
});

test('a stage without the unit of the API has neither an API nor a way out, and little else is another', async () => {
  const { stacksOf } = await synthesize([{ ...dev, units: ['bak'] }], assets);
  const stacks = stacksOf.get('dev')!;
  expect(stacks.map(({ name }) => name)).toEqual(
    ['observe', 'data', 'ingest-bak', 'publish', 'operate'].map((name) => `millrace-dev-${name}`),
  );
  const types = stacks.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type));
  expect(types.filter((type) => /NatGateway|ApiGateway/.test(type))).toEqual([]);
}, 60_000);

test('a name of one’s own takes a domain and its certificate, and the rest stays as it is', async () => {
  const certificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/0';
  const api = { ...dev.api, domain: { name: 'api.millrace.example', certificateArn } };
  const { stacksOf } = await synthesize([{ ...dev, units: ['athena'], api }], assets);
  const stack = stacksOf.get('dev')!.find(({ name }) => name === 'millrace-dev-api')!;
  const [domain] = Object.values(stack.resources).filter(
    ({ Type }) => Type === 'AWS::ApiGatewayV2::DomainName',
  );
  expect(domain?.Properties).toMatchObject({
    DomainName: 'api.millrace.example',
    DomainNameConfigurations: [{ CertificateArn: certificateArn }],
  });
  expect(Object.keys(stack.outputs)).toContain('DomainTarget');
}, 60_000);

test('two syntheses of the same sources are the same, byte for byte', async () => {
  const runs = [];
  for (let run = 0; run < 2; run += 1) runs.push(await synthesize([staging], assets));
  const [first, second] = runs.map(({ files }) => files);
  expect(Object.keys(first!).length).toBeGreaterThan(30);
  expect(second).toEqual(first);
}, 60_000);
