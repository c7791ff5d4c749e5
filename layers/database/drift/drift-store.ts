import type { BusinessUnit } from '#core/business-unit.ts';
import type { DriftStore } from '#core/operate/answer-drift.ts';
import type { DriftedFinding } from '#core/operate/drift-request.ts';
import { countTouched } from '../export/count-touched.ts';
import { operateLabel } from '../operate/operate-label.ts';
import type { Database } from '../open-database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';
import beginSnapshot from '../verify/begin-snapshot.sql' with { type: 'text' };
import acceptDriftSql from './accept-drift.sql' with { type: 'text' };
import { countDrift, type CountedDrift } from './count-drift.ts';
import insertAcceptance from './insert-acceptance.sql' with { type: 'text' };
import lockTraits from './lock-traits.sql' with { type: 'text' };
import resolveDrift from './resolve-drift.sql' with { type: 'text' };

/** How many of the accepted findings the event names. */
const namedInEvent = 50;

/** What has drifted in one unit, as an operator sees and accepts it. */
export function openDriftStore(database: Database, unit: BusinessUnit): DriftStore {
  return {
    readDrift: () =>
      inTransaction(database, operateLabel, async (transaction) => {
        await transaction.query(beginSnapshot);
        const findings = (await countDrift(transaction, unit)).map(({ finding }) => finding);
        const columns = await countTouched(transaction, findings);
        return findings.map((finding, place) => ({ ...finding, columns: columns[place] ?? [] }));
      }),
    acceptDrift: (by, refuse) =>
      inTransaction(database, operateLabel, async (transaction) => {
        await transaction.query(lockTraits);
        const drifted = await countDrift(transaction, unit);
        const findings = drifted.map(({ finding }) => finding);
        refuse(findings);
        const { rowCount } = await transaction.query(resolveDrift);
        if (findings.length === 0 && rowCount === 0) return { findings, event: null };
        return { findings, event: await accept(transaction, by, drifted) };
      }),
  };
}

async function accept(
  transaction: Transaction,
  by: string,
  drifted: readonly CountedDrift[],
): Promise<string> {
  const nowhere = drifted.filter(({ finding, isDeclared }) => finding.records === 0 && !isDeclared);
  const accepted = await transaction.query<{ known: number; forgotten: number }>(acceptDriftSql, [
    JSON.stringify(nowhere.map(({ trait }) => trait)),
  ]);
  const named = drifted.slice(0, namedInEvent).map(({ finding }) => nameInEvent(finding));
  const metadata = { by, findings: drifted.length, ...accepted.rows[0], first: named };
  const { rows } = await transaction.query<{ id: number }>(insertAcceptance, [metadata]);
  return String(rows[0]?.id);
}

function nameInEvent({ feed, what, entity, name, key, before, after }: DriftedFinding): unknown {
  return { feed, what, entity, name, key, before, after };
}
