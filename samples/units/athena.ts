import { writeLines } from '../delivery.ts';
import type { Random } from '../random.ts';
import { buildAirtableBase } from '../records/airtable-tables.ts';
import { buildAsanaProjects, buildAsanaTasks, buildLaunchTasks } from '../records/asana-work.ts';
import { buildInvoiceLines } from '../records/netsuite-invoices.ts';
import type { UnitDeliveries } from './unit-deliveries.ts';

/** One night of Athena: everything that three systems hold, with gaps of every kind. */
export function deliverAthena(random: Random): UnitDeliveries {
  const { clients, productLines, products, skus, devGroups } = buildAirtableBase(random);
  const projects = buildAsanaProjects(8);
  const nightly: [feed: string, file: string, lines: readonly object[]][] = [
    ['airtable_product', 'AIRTABLE/2026/03/product_full_20260302060000.jsonl', products],
    ['airtable_product_line', 'AIRTABLE/2026/03/product_line_full_20260302060000.jsonl', productLines],
    ['airtable_client', 'AIRTABLE/2026/03/client_full_20260302060000.jsonl', clients],
    ['airtable_sku', 'AIRTABLE/2026/03/sku_full_20260302060000.jsonl', skus],
    ['airtable_dev_group', 'AIRTABLE/2026/03/dev_group_full_20260302060000.jsonl', devGroups],
    ['asana_project', 'ASANA/2026/03/project_full_20260302061000.jsonl', projects],
    [
      'asana_task',
      'ASANA/2026/03/task_full_20260302061000.jsonl',
      [...buildAsanaTasks(random, 30, projects.length), ...buildLaunchTasks(devGroups)],
    ],
    [
      'netsuite_invoices',
      'NETSUITE/2026/03/invoices_full_20260302062000.jsonl.gz',
      buildInvoiceLines(random, 400),
    ],
  ];
  return {
    unit: 'athena',
    deliveries: nightly.map(([, file, lines]) => writeLines(`athena/${file}`, lines)),
    live: Object.fromEntries(nightly.map(([feed, , lines]) => [feed, lines.length])),
  };
}
