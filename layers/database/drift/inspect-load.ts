import type { TraitPlaces } from '#core/drift/trait-places.ts';
import { limits } from '#core/limits.ts';
import type { Inspection, UninspectedLoad } from '#core/load/ports.ts';
import { withLease } from '../load-ledger/with-lease.ts';
import planForManyRows from '../load-ledger/plan-for-many-rows.sql' with { type: 'text' };
import { manyRows } from '../load-ledger/tell-planner.ts';
import type { Database } from '../open-database.ts';
import type { Transaction } from '../transaction.ts';
import createDeclaredTraits from './create-declared-traits.sql' with { type: 'text' };
import createLineTraits from './create-line-traits.sql' with { type: 'text' };
import insertTraits from './insert-traits.sql' with { type: 'text' };
import markInspected from './mark-inspected.sql' with { type: 'text' };
import planForFields from './plan-for-fields.sql' with { type: 'text' };
import readInspection from './read-inspection.sql' with { type: 'text' };
import { settleAlert } from './settle-alert.ts';
import settleDeclaredTraits from './settle-declared-traits.sql' with { type: 'text' };
import { placesOf } from './places-of.ts';

type LoadFacts = { event: number; key: string; lines: number; learns: boolean; was_read: boolean };

/**
 * One transaction: looks for drift in a load in force. Of a feed that declares attributes the state is what is looked at,
 * because what is declared is what all its files come to; of any other one the lines of this load.
 */
export function inspectLoad(database: Database, epoch: number, load: UninspectedLoad): Promise<Inspection> {
  return withLease(database, epoch, async (transaction) => {
    const { rows } = await transaction.query<LoadFacts>(readInspection, [load.loadId]);
    const facts = rows[0] as LoadFacts;
    const inspection = await inspect(transaction, load, facts);
    await transaction.query(markInspected, [load.loadId]);
    return inspection;
  });
}

async function inspect(
  transaction: Transaction,
  { loadId, feed, declaring }: UninspectedLoad,
  facts: LoadFacts,
): Promise<Inspection> {
  const places = placesOf(feed);
  const isDeclaring = places.declares !== undefined;
  if (facts.was_read && !isDeclaring) return { learns: false, found: 0, gone: 0 };
  const settled = isDeclaring
    ? await readDeclared(transaction, feed.name, places)
    : await readLines(transaction, loadId, feed.name, places, facts);
  const declared = isDeclaring ? null : declaring;
  const { rows } = await transaction.query<{ found: number; kept: number }>(insertTraits, [
    ...[feed.name, declared?.name ?? null, declared?.traits?.declares?.comesAs ?? {}],
    ...[facts.learns, facts.event, limits.driftKept, limits.traitsLearnt],
  ]);
  const { found, kept } = rows[0] as { found: number; kept: number };
  if (found + settled.changed > 0) {
    const leftOut = found - kept;
    await settleAlert(transaction, { feed: feed.name, declaring, file: facts.key, leftOut });
  }
  return { learns: facts.learns, found, gone: settled.gone };
}

type Settled = { changed: number; gone: number };

async function readDeclared(transaction: Transaction, feed: string, places: TraitPlaces): Promise<Settled> {
  await transaction.query(createDeclaredTraits, [feed, places]);
  const { rows } = await transaction.query<Settled>(settleDeclaredTraits, [feed]);
  return rows[0] as Settled;
}

async function readLines(
  transaction: Transaction,
  loadId: number,
  feed: string,
  places: TraitPlaces,
  { lines, learns }: LoadFacts,
): Promise<Settled> {
  await transaction.query(learns || lines >= manyRows ? planForManyRows : planForFields);
  await transaction.query(createLineTraits, [loadId, feed, learns, places]);
  return { changed: 0, gone: 0 };
}
