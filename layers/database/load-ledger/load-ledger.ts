import { fullRunOf } from '#core/landing/full-run.ts';
import type { LandedFile, LoadLedger } from '#core/load/ports.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import { applyLoad } from './apply-load.ts';
import { beatLease } from './beat-lease.ts';
import { claimUnit, doorbellLabel } from './claim-unit.ts';
import { closeRun } from './close-run.ts';
import discardLoad from './discard-load.sql' with { type: 'text' };
import findHalted from './find-halted.sql' with { type: 'text' };
import findVersions from './find-versions.sql' with { type: 'text' };
import { haltFile } from './halt-file.ts';
import insertLoad from './insert-load.sql' with { type: 'text' };
import { markDuplicate } from './mark-duplicate.ts';
import notePull from './note-pull.sql' with { type: 'text' };
import { readFeeds } from './read-feeds.ts';
import readSha256 from './read-sha256.sql' with { type: 'text' };
import { registerFile } from './register-file.ts';
import { releaseUnit } from './release-unit.ts';
import { resumeFile } from './resume-file.ts';
import { stageBlocks } from './stage-blocks.ts';
import { inspectLoad } from '../drift/inspect-load.ts';
import { passOver } from '../drift/pass-over.ts';
import { planReplay } from '../switch-loads/plan-replay.ts';
import { restageLoad } from '../switch-loads/restage-load.ts';
import { switchLoads } from '../switch-loads/switch-loads.ts';
import keepStaged from '../switch-loads/keep-staged.sql' with { type: 'text' };
import { withLease } from './with-lease.ts';
import { writeEvent } from './write-event.ts';

/** The ledger of one business unit in PostgreSQL. `copyConnections`: over how many one file is staged. */
export function openLoadLedger(database: Database, copyConnections: number): LoadLedger {
  const doorbell = doorbellLabel(database.schema);
  return {
    async findVersions(bucket, key) {
      const rows = await inTransaction(database, doorbell, async (transaction) => {
        const result = await transaction.query<{ landed_file: number; version_id: string }>(findVersions, [
          bucket,
          key,
        ]);
        return result.rows;
      });
      return rows.map((row) => ({ landedFile: row.landed_file, versionId: row.version_id }));
    },
    register: (discovery, ranks) => registerFile(database, doorbell, discovery, ranks),
    resume: (bucket, key, versionId, because) =>
      resumeFile(database, doorbell, { bucket, key, versionId }, because),
    isHalted: (bucket, key, versionId) =>
      inTransaction(database, doorbell, async (transaction) => {
        const { rowCount } = await transaction.query(findHalted, [bucket, key, versionId]);
        return rowCount === 1;
      }),

    claim: (holder) => claimUnit(database, holder),
    beat: (epoch, loadId, progress) => beatLease(database, epoch, loadId, progress),
    readFeeds: () => inTransaction(database, doorbell, readFeeds),
    release: (epoch, nothingDue) => releaseUnit(database, epoch, nothingDue),

    startLoad: (epoch, file, metadata) =>
      withLease(database, epoch, async (transaction) => {
        const loadId = await insertLoadOf(transaction, epoch, file);
        await writeEvent(transaction, {
          type: 'file_start',
          sourceFile: file.key,
          feed: file.feed,
          landedFile: file.landedFile,
          load: loadId,
          metadata: { ...metadata, epoch, size_bytes: file.sizeBytes },
        });
        return loadId;
      }),
    restartLoad: (epoch, file, loadId) =>
      withLease(database, epoch, async (transaction) => {
        await transaction.query(discardLoad, [loadId, 0]);
        return insertLoadOf(transaction, epoch, file);
      }),
    notePull: (epoch, file, began) =>
      withLease(database, epoch, async (transaction) => {
        const { rowCount } = await transaction.query(notePull, [file.landedFile, began]);
        return rowCount === 1;
      }),
    stage: (epoch, target, blocks, signal) =>
      stageBlocks(database, epoch, { ...target, connections: copyConnections }, blocks, signal),
    apply: (epoch, file, staged, policy, metadata) =>
      applyLoad(database, epoch, file, staged, policy, metadata),
    closeRun: (epoch, run, policy) => closeRun(database, epoch, run, policy),
    planReplay: (feed, from) =>
      inTransaction(database, doorbell, (transaction) => planReplay(transaction, feed, from)),
    keepStaged: (epoch, staged) =>
      withLease(database, epoch, async (transaction) => {
        const { loadId, ...staging } = staged;
        await transaction.query(keepStaged, [loadId, staging]);
      }),
    restage: (epoch, loadId, from) =>
      withLease(database, epoch, (transaction) => restageLoad(transaction, loadId, from)),
    switchLoads: (epoch, change) => switchLoads(database, epoch, change),
    inspect: (epoch, load) => inspectLoad(database, epoch, load),
    passOver: (epoch, load, reason) => passOver(database, epoch, load, reason),
    halt: (epoch, file, loadId, halt) => haltFile(database, epoch, file, loadId, halt),
    markDuplicate: (epoch, file, loadId) => markDuplicate(database, epoch, file, loadId),
    readSha256: (loadId) =>
      inTransaction(database, doorbell, async (transaction) => {
        const { rows } = await transaction.query<{ sha256: string | null }>(readSha256, [loadId]);
        return rows[0]?.sha256 ?? null;
      }),
  };
}

async function insertLoadOf(transaction: Transaction, epoch: number, file: LandedFile): Promise<number> {
  const { rows } = await transaction.query<{ load_id: number }>(insertLoad, [
    file.landedFile,
    file.feed,
    fullRunOf(file),
    file.orderKey,
    epoch,
  ]);
  return (rows[0] as { load_id: number }).load_id;
}
