import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { airtableTables } from '../airtable/airtable-tables.ts';
import type { AirtableChange } from '../airtable/airtable-records.ts';
import { startAirtable, type LocalAirtable } from '../airtable/start-airtable.ts';
import type { AsanaChange, AsanaTask } from '../asana/asana-tasks.ts';
import { startAsana, type LocalAsana } from '../asana/start-asana.ts';
import { Journal } from '../s3/journal.ts';
import type { ObjectEvent } from '../s3/s3-request.ts';
import type { LocalS3 } from '../s3/start-s3.ts';
import { followSnapshots, type LandedRecord } from './follow-snapshots.ts';

export type ThirdPartyOptions = {
  stateDir: string;
  fresh: boolean;
  s3: LocalS3;
  landingBucket: string;
  ports: { airtable: number; asana: number };
  log: (line: string) => void;
};

export type ThirdParties = {
  airtable: string;
  asana: string;
  /** What the secrets with our accounts there hold, by the logical ids that the template gives them. */
  accounts: Readonly<Record<string, string>>;
  hear(event: ObjectEvent): void;
  close(): Promise<void>;
};

const tokens = { airtable: 'local-airtable-token', asana: 'local-asana-token' };
const baseId = 'appLocal';
/** A free domain's: whoever keeps within that, keeps within all. */
const requestsPerMinute = 150;
const taskFeed = 'asana_task';
/** The logical ids of the secrets with our accounts, which the template pins. */
export const accountSecrets: readonly string[] = ['AirtableAccount', 'AsanaAccount'];

/**
 * Airtable and Asana, their parts played with what landed of them: a record that lands for the first time is theirs from
 * then on, and only writes change it, over restarts too.
 */
export async function runThirdParties(options: ThirdPartyOptions): Promise<ThirdParties> {
  const dir = join(options.stateDir, 'third-parties');
  if (options.fresh) await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const airtableChanges = await Journal.open<AirtableChange>(join(dir, 'airtable.jsonl'));
  const asanaChanges = await Journal.open<AsanaChange>(join(dir, 'asana.jsonl'));

  let isReady = false;
  const follower = followSnapshots({
    ...{ s3: options.s3.url, bucket: options.landingBucket, log: options.log },
    feeds: new Set([...airtableTables.map(({ feed }) => feed), taskFeed]),
    take: (feed, record) => adopt(airtable, asana, feed, record),
  });
  const airtable = await startAirtable({
    ...{ token: tokens.airtable, baseId, port: options.ports.airtable, whenSettled: follower.settled },
    onChange: (change) => isReady && void airtableChanges.append(change),
  });
  const asana = await startAsana({
    ...{ token: tokens.asana, requestsPerMinute, port: options.ports.asana, whenSettled: follower.settled },
    onChange: (change) => isReady && void asanaChanges.append(change),
  });
  await follower.catchUp(options.s3.keys(options.landingBucket));
  for (const change of airtableChanges.entries) repeat(airtable, change);
  for (const change of asanaChanges.entries) asana.tasks.repeat(change);
  isReady = true;
  return {
    ...{ airtable: airtable.url, asana: asana.url, hear: follower.hear },
    accounts: describeAccounts(airtable, asana),
    close: async () => {
      await Promise.all([airtable.close(), asana.close()]);
      await Promise.all([airtableChanges.close(), asanaChanges.close()]);
    },
  };
}

function adopt(airtable: LocalAirtable, asana: LocalAsana, feed: string, record: LandedRecord): void {
  const table = airtableTables.find((one) => one.feed === feed);
  const { id, gid, createdTime, fields } = record;
  if (table && typeof id === 'string' && typeof fields === 'object' && fields !== null) {
    const known = { id, createdTime: typeof createdTime === 'string' ? createdTime : '' };
    airtable.records.adopt(table.name, { ...known, fields: { ...fields } });
  }
  if (feed === taskFeed && typeof gid === 'string') asana.tasks.adopt(record as AsanaTask);
}

/** What landed may have been taken out of the bucket since. */
function repeat({ records }: LocalAirtable, { table, id, fields }: AirtableChange): void {
  if (!records.hasTable(table) || !records.find(table, id)) return;
  records.change(table, id, Object.fromEntries(Object.entries(fields).map(([name, { to }]) => [name, to])));
}

function describeAccounts(airtable: LocalAirtable, asana: LocalAsana): Record<string, string> {
  const tables = Object.fromEntries(
    airtableTables.map(({ name, feed }) => [feed.replace(/^airtable_/, ''), name]),
  );
  return {
    AirtableAccount: JSON.stringify({ baseUrl: airtable.url, baseId, token: tokens.airtable, tables }),
    AsanaAccount: JSON.stringify({ baseUrl: asana.url, token: tokens.asana, requestsPerMinute }),
  };
}
