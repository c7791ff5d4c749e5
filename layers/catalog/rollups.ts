import carryInvoiceTotals from './rollups/carry-invoice-totals.sql' with { type: 'text' };
import invoiceTotals from './rollups/invoice-totals.sql' with { type: 'text' };

/**
 * A table of sums over the live records of one feed, kept exactly by every transaction that changes one of them.
 * `carry` reads `changing`, which has a row for each record that changes.
 */
export type Rollup = { feed: string; table: string; create: string; carry: string };

/** The tables of sums that feeds bring to the units that list them. */
export const rollups: readonly Rollup[] = [
  { feed: 'netsuite_invoices', table: 'invoice_totals', create: invoiceTotals, carry: carryInvoiceTotals },
];
