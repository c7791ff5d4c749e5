import { Defect } from '#core/errors.ts';
import type { Connector } from '#core/write-back/connector.ts';
import type { Access } from '../call-destination.ts';
import { endInTime, longestCallMs } from '../end-in-time.ts';
import type { AsanaAccount } from './asana-account.ts';
import { KnownFields } from './known-fields.ts';
import { readTasks } from './read-tasks.ts';
import { writeTasks } from './write-tasks.ts';

/** Actions in one batch. */
const batchSize = 10;

/**
 * The tasks of Asana that one token sees. Its batches answer each action apart: one bad task, and the others are changed.
 * @param account as `parseAsanaAccount` reads it
 */
export function openAsana(account: AsanaAccount, { timeoutMs = longestCallMs } = {}): Connector {
  const access: Access = { title: 'Asana', ...account };
  const known = new KnownFields();
  return {
    destination: 'asana',
    entities: ['task'],
    readSize: batchSize,
    writeSize: batchSize,
    limit: { calls: account.requestsPerMinute, perMs: 60_000 },
    // 50 reads and 15 changes may be under way for one token. A batch has up to 10, and one that changes tasks whose fields
    // are not known reads as many first.
    readsAtOnce: 4,
    writesAtOnce: 1,
    costOf: (records) => records,
    read: async (entity, ids, fields, signal) => {
      refuseOthers(entity);
      return readTasks({ access, known, ids, fields, atMost: batchSize }, endInTime(signal, timeoutMs));
    },
    write: async (entity, changes, signal) => {
      refuseOthers(entity);
      return writeTasks({ access, known, changes, atMost: batchSize }, endInTime(signal, timeoutMs));
    },
  };
}

function refuseOthers(entity: string): void {
  if (entity !== 'task') throw new Defect('bad-call', `Asana has tasks here, and no "${entity}".`);
}
