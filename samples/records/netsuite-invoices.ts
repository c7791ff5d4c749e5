import type { Random } from '../random.ts';
import { isoDate } from './airtable-tables.ts';

/**
 * Brands as NetSuite writes them: the first in other letters than Airtable, the third so differently that only the mapping
 * of names can tell, the last unknown there. Duskwood has no invoices.
 */
const brands = ['ALDER & ROWE ', 'Birchfield', 'Copperline Trading', 'House brand'];
const lines = ['Garden', 'Kitchen', 'Lighting', 'Storage'];
const customers = ['Harbour Stores', 'Mill Lane Supply', 'The Corner House'];
const months = 14;
const creditEvery = 20;

/** Invoice lines of the fourteen months up to February 2026, up to three on an invoice, some of them credited. */
export function buildInvoiceLines(random: Random, count: number): object[] {
  const invoiceLines: object[] = [];
  for (let invoice = 0; invoiceLines.length < count; invoice += 1) {
    const date = isoDate(2025, invoice % months, random.integer(1, 28));
    const isCredit = invoice % creditEvery === creditEvery - 1;
    const onInvoice = Math.min(random.integer(1, 3), count - invoiceLines.length);
    const customer = random.pick(customers);
    for (let line = 1; line <= onInvoice; line += 1) {
      const item = random.integer(0, 11);
      const quantity = random.integer(1, 40);
      invoiceLines.push({
        ...{ invoice_id: String(880_001 + invoice), line },
        tran_id: `${isCredit ? 'CM' : 'INV'}${20_001 + invoice}`,
        ...{ tran_date: date, type: isCredit ? 'CustCred' : 'CustInvc' },
        currency: invoiceLines.length === 100 ? 'CAD' : 'USD',
        ...{ customer, item_id: String(70_001 + item), item_name: `Item ${item + 1}` },
        ...{ brand: random.pick(brands), product_line: lines[item % lines.length] },
        ...{ quantity, amount: (quantity * random.integer(450, 9_900)) / 100 },
      });
    }
  }
  return invoiceLines;
}
