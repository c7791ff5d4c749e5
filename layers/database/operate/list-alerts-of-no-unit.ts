import type { OpenAlert } from '#core/operate/responses.ts';
import type { Database } from '../open-database.ts';
import { inTransaction } from '../transaction.ts';
import { viewAlert, type AlertRow } from './alert-view.ts';
import listAlertsSql from './list-alerts-of-no-unit.sql' with { type: 'text' };
import { operateLabel } from './operate-label.ts';

/** Open alerts about what belongs to no unit. */
export function listAlertsOfNoUnit(database: Database): Promise<OpenAlert[]> {
  return inTransaction(database, operateLabel, async (transaction) => {
    const { rows } = await transaction.query<AlertRow>(listAlertsSql);
    return rows.map(viewAlert);
  });
}
