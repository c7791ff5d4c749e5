import * as z from 'zod';

/** Every way in which data can be missing. Clients may build on these words; new ones may come. */
const dataGaps = {
  missing_brand: 'It names no brand.',
  unresolved_brand: 'It names a brand that is not there.',
  missing_product_line: 'It names no product line.',
  unresolved_product_line: 'It names a product line that is not there.',
  missing_netsuite_item: 'It has no NetSuite item.',
  unresolved_sku: 'It names a SKU that is not there.',
  unresolved_product: 'It names a product that is not there.',
  missing_launch_date: 'It has no launch date.',
  orphaned: 'It belongs to no product that is there.',
  no_revenue_match: 'No invoice has its name, nor the name that the mapping gives it.',
  no_brand_match: 'Invoices have this brand, and no brand has its name.',
  uncounted_lines: 'Some invoice lines have no valid date or amount and are not counted.',
  other_currency: 'Some of its revenue is in another currency and is not counted.',
} as const;
export type DataGap = keyof typeof dataGaps;

/** The gaps that one endpoint can report. */
export function gapsOf<Gap extends DataGap>(...gaps: readonly [Gap, ...Gap[]]) {
  const lines = gaps.map((gap) => `\`${gap}\`: ${dataGaps[gap]}`);
  return z.array(z.enum(gaps)).meta({ description: lines.join(' ') });
}
