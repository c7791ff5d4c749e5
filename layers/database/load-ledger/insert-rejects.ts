import type { Reject } from '#core/staging/block.ts';
import type { Database } from '../open-database.ts';
import insertRejectsSql from './insert-rejects.sql' with { type: 'text' };
import { withLease } from './with-lease.ts';

/** Rejects are written together until they hold this much: each keeps up to 64 KiB of its line. */
const flushBytes = 4 * 1024 * 1024;
const flushRows = 1_000;

/** Collects the rejects of one load and writes them in a few statements, each in a transaction of its own. */
export function openRejectSink(
  database: Database,
  epoch: number,
  loadId: number,
): { add(rejects: readonly Reject[]): Promise<void>; flush(): Promise<void> } {
  let held: Reject[] = [];
  let heldBytes = 0;

  const flush = async (): Promise<void> => {
    if (held.length === 0) return;
    const rejects = held;
    held = [];
    heldBytes = 0;
    await withLease(database, epoch, (transaction) =>
      transaction.query(insertRejectsSql, columnsOfRejects(loadId, rejects)),
    );
  };
  return {
    flush,
    async add(rejects) {
      for (const reject of rejects) {
        held.push(reject);
        heldBytes += reject.raw.length;
        if (heldBytes >= flushBytes || held.length >= flushRows) await flush();
      }
    },
  };
}

/** The parameters of insert-rejects.sql. */
export function columnsOfRejects(loadId: number, rejects: readonly Reject[]): unknown[] {
  return [
    loadId,
    rejects.map((reject) => reject.line),
    rejects.map((reject) => reject.byteOffset),
    rejects.map((reject) => reject.id),
    rejects.map((reject) => reject.code),
    rejects.map((reject) => reject.reason),
    rejects.map((reject) => Buffer.from(reject.raw)),
    rejects.map((reject) => reject.rawLength),
  ];
}
