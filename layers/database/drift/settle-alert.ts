import { describeDrift } from '#core/drift/describe-drift.ts';
import type { Feed } from '#core/feed.ts';
import raiseAlert from '../load-ledger/raise-alert.sql' with { type: 'text' };
import resolveAlert from '../load-ledger/resolve-alert.sql' with { type: 'text' };
import type { Transaction } from '../transaction.ts';
import { listDrift } from './list-drift.ts';

/** Says what of a feed nobody has accepted, or that there is nothing any more. `leftOut`: what there was no room for. */
export async function settleAlert(
  transaction: Transaction,
  { feed, declaring, file, leftOut }: { feed: string; declaring: Feed | null; file: string; leftOut: number },
): Promise<void> {
  const drifted = await listDrift(transaction, feed, declaring);
  if (drifted.length === 0) {
    await transaction.query(resolveAlert, ['drift', feed]);
    return;
  }
  const message = describeDrift(
    drifted.map(({ finding }) => finding),
    file,
    leftOut,
  );
  await transaction.query(raiseAlert, ['drift', 'warning', feed, 'drift-found', message]);
}
