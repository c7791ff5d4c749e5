import type { BusinessUnit } from '#core/business-unit.ts';
import type { DriftedFinding } from '#core/operate/drift-request.ts';
import type { Transaction } from '../transaction.ts';
import countDriftSql from './count-drift.sql' with { type: 'text' };
import { listDrift, type Trait } from './list-drift.ts';
import { placesOf } from './places-of.ts';
import planForFields from './plan-for-fields.sql' with { type: 'text' };

/** `isDeclared`: it says what attributes there are, whether or not a record has it. */
export type CountedDrift = { trait: Trait; isDeclared: boolean; finding: DriftedFinding };

/** What nobody has accepted yet, in every feed of a unit, with the live records that have it: all feeds are read for it. */
export async function countDrift(transaction: Transaction, unit: BusinessUnit): Promise<CountedDrift[]> {
  const declaring = unit.feeds.find(({ traits }) => traits?.declares !== undefined) ?? null;
  const drifted = await listDrift(transaction, null, declaring);
  if (drifted.length === 0) return [];
  await transaction.query(planForFields);
  const counts = new Map<string, number>();
  for (const feed of unit.feeds) {
    const { rows } = await transaction.query<Trait & { records: number }>(countDriftSql, [
      feed.name,
      placesOf(feed),
      declaring?.name ?? null,
    ]);
    for (const { records, ...trait } of rows)
      counts.set(nameOf(trait), (counts.get(nameOf(trait)) ?? 0) + records);
  }
  return drifted.map(({ trait, finding }) => ({
    trait,
    isDeclared: trait.feed === declaring?.name && trait.kind !== 'member',
    finding: { ...finding, records: counts.get(nameOf(trait)) ?? 0, columns: [] },
  }));
}

function nameOf({ feed, entity, kind, name, key, detail }: Trait): string {
  return JSON.stringify([feed, entity, kind, name, key, detail]);
}
