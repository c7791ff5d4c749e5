import type { Endpoints } from './endpoints.ts';
import { readRules } from './events/rules.ts';
import { readFunctions } from './functions/function-settings.ts';
import { readMappings } from './queues/event-source-mapping.ts';
import type { Stage } from './template/assembly.ts';
import type { StageTemplate } from './template/stage-template.ts';

type Running = {
  stage: Stage;
  template: StageTemplate;
  addresses: {
    s3: string;
    sqs: string;
    apis: string;
    database: string;
    api: string | null;
    issuer: string | null;
    airtable: string | null;
    asana: string | null;
  };
  logsDir: string;
};

/** Where everything of a running stage is. */
export function describeEndpoints({ stage, template, addresses, logsDir }: Running): Endpoints {
  return {
    s3: addresses.s3,
    sqs: addresses.sqs,
    lambda: addresses.apis,
    api: addresses.api ?? addresses.apis,
    ...(addresses.issuer !== null && { issuer: addresses.issuer }),
    ...(addresses.airtable !== null && { airtable: addresses.airtable }),
    ...(addresses.asana !== null && { asana: addresses.asana }),
    database: addresses.database,
    landingBucket: bucketName(template, 'LandingBucket'),
    exportsBucket: bucketName(template, 'ExportsBucket'),
    queues: findDoorbells(template),
    stage: stage.name,
    logs: logsDir,
  };
}

/** The data stack pins the logical ids of its buckets, because they must never be replaced. */
export function bucketName(template: StageTemplate, logicalId: string): string {
  const bucket = template.list('AWS::S3::Bucket').find((one) => one.logicalId === logicalId);
  if (!bucket) throw new Error(`The templates have no bucket with the logical id "${logicalId}".`);
  return bucket.name;
}

/** A unit's doorbell is the queue that hears of its objects and feeds a function which works for that unit. */
function findDoorbells(template: StageTemplate): Record<string, string> {
  const functions = new Map(readFunctions(template).map((one) => [one.name, one]));
  const heard = new Set(readRules(template).flatMap(({ targets }) => targets.map(({ queue }) => queue)));
  const doorbells = readMappings(template).flatMap(({ functionName, queueUrl }) => {
    const unit = functions.get(functionName)?.environment['BUSINESS_UNIT'];
    return unit === undefined || !heard.has(queueUrl) ? [] : [[unit, queueUrl] as const];
  });
  return Object.fromEntries(doorbells);
}
