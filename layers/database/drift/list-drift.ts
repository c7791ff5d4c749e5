import { nameDrift, type DriftFinding, type DriftedTrait } from '#core/drift/drift-finding.ts';
import type { Feed } from '#core/feed.ts';
import type { Transaction } from '../transaction.ts';
import listDriftSql from './list-drift.sql' with { type: 'text' };

/** What names a row of `known_traits`. */
export type Trait = {
  feed: string;
  entity: string;
  kind: DriftedTrait['kind'];
  name: string;
  key: string;
  detail: string;
};

type DriftRow = DriftedTrait &
  Trait & {
    undeclared: boolean;
    event: number;
    event_time: Date;
    file: string;
    line: number | null;
  };

/**
 * What nobody has accepted yet.
 * @param feed only of this one; null: of every feed
 * @param declaring the feed that declares attributes
 */
export async function listDrift(
  transaction: Transaction,
  feed: string | null,
  declaring: Feed | null,
): Promise<{ trait: Trait; finding: DriftFinding }[]> {
  const { rows } = await transaction.query<DriftRow>(listDriftSql, [feed, declaring?.name ?? null]);
  return rows.map((row) => ({ trait: traitOf(row), finding: findingOf(row) }));
}

function traitOf({ feed, entity, kind, name, key, detail }: Trait): Trait {
  return { feed, entity, kind, name, key, detail };
}

function findingOf(row: DriftRow): DriftFinding {
  const { kind, state, detail, others, feed, entity, name, undeclared, file, line } = row;
  const isGone = state === 'gone';
  return {
    ...{ feed, what: nameDrift(row), entity, name, undeclared, file, line },
    key: kind === 'value' ? row.key : null,
    before: kind === 'member' ? null : isGone ? detail : others,
    after: kind === 'member' || isGone ? null : detail,
    event: String(row.event),
    eventTime: row.event_time.toISOString(),
  };
}
