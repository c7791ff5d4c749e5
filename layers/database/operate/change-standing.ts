import type { StandingChange } from '#core/operate/decide-change.ts';
import type { FileReference } from '#core/operate/file-reference.ts';
import type { ChangeResponse, EventView, FileStanding } from '#core/operate/responses.ts';
import resolveSettledHalt from '../load-ledger/resolve-settled-halt.sql' with { type: 'text' };
import { writeEvent } from '../load-ledger/write-event.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import acceptDeletes from './accept-deletes.sql' with { type: 'text' };
import { lockLandedFile, type LandedRow } from './lock-landed-file.ts';
import { lookAhead } from './look-ahead.ts';
import { operateLabel } from './operate-label.ts';
import { readFileIn } from './read-file.ts';
import readStandingSql from './read-standing.sql' with { type: 'text' };
import wantBack from './want-back.sql' with { type: 'text' };

type StandingRow = {
  size_bytes: number;
  in_force: boolean;
  has_newer: boolean;
  halt: FileStanding['halt'];
  withheld: FileStanding['withheld'];
  skipped: FileStanding['skipped'];
  later_in_force: number;
  later_pending: number;
};

/**
 * Reads where a file stands and writes what `decide` makes of it, in one transaction: two operators at once have their
 * say one after the other, and a load of the file is applied before or never.
 * @param looksAhead whether to work out what the state would be without the file, if it is in force
 * @returns null when the unit knows no such file
 */
export function changeStanding(
  database: Database,
  reference: FileReference,
  decide: (standing: FileStanding) => StandingChange | null,
  looksAhead: boolean,
): Promise<ChangeResponse | null> {
  return inTransaction(database, operateLabel, async (transaction) => {
    const landed = await lockLandedFile(transaction, reference);
    if (landed === null) return null;
    const standing = await readStanding(transaction, landed);
    const change = decide(standing);
    const event = change && (await writeChange(transaction, landed, standing, change));
    const takesOut = looksAhead && standing.inForce ? await lookAhead(transaction, landed) : null;
    return { standing, takesOut, event: event === null ? null : String(event) };
  });
}

/** Registering a file writes its first event, so there is one. */
async function readStanding(transaction: Transaction, landed: LandedRow): Promise<FileStanding> {
  const { state, feed, event } = await readFileIn(transaction, landed.key, landed.version_id);
  const { rows } = await transaction.query<StandingRow>(readStandingSql, [landed.landed_file]);
  const row = rows[0] as StandingRow;
  return {
    file: landed.key,
    event: (event as EventView).id,
    versionId: landed.version_id,
    sizeBytes: row.size_bytes,
    feed,
    state,
    inForce: row.in_force,
    hasNewer: row.has_newer,
    halt: row.halt,
    withheld: row.withheld,
    skipped: row.skipped,
    laterInForce: row.later_in_force,
    laterPending: row.later_pending,
  };
}

async function writeChange(
  transaction: Transaction,
  landed: LandedRow,
  { feed }: FileStanding,
  change: StandingChange,
): Promise<number> {
  if (change.acceptsDeletes) await transaction.query(acceptDeletes, [landed.landed_file]);
  if (change.type === 'file_unskipped') await transaction.query(wantBack, [landed.landed_file]);
  const event = await writeEvent(transaction, {
    type: change.type,
    sourceFile: landed.key,
    feed,
    landedFile: landed.landed_file,
    metadata: change.metadata,
  });
  await transaction.query(resolveSettledHalt, [landed.bucket, landed.key]);
  return event;
}
