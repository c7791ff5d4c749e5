import * as fc from 'fast-check';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { athena } from '#catalog/business-units/athena.ts';
import { feedViews } from '#catalog/feed-views.ts';
import { currentTarget, migrate, type MigrationTarget } from '#database/migrate/migrate.ts';
import { emptyUnit } from '../support/empty-unit.ts';
import { openTestLoader } from '../support/loader.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl } from '../support/unit-bench.ts';

const cases = Number(process.env['MILLRACE_ROLLUP_CASES'] ?? 25);

const database = await cloneDatabase();
const loader = openTestLoader(database, athena);

type Row = Record<string, unknown>;
async function rows(statement: string, values?: unknown[]): Promise<Row[]> {
  await database.administrator.query('set search_path to athena, pg_temp');
  return (await database.administrator.query<Row>(statement, values)).rows;
}

/** The totals as the lines themselves say, through the view that people read. */
const summed = `
  select
    case when tran_date is null or amount is null then 'infinity' else date_trunc('month', tran_date::timestamp)::date end as month,
    coalesce(brand, '') as brand, coalesce(product_line, '') as product_line, coalesce(currency, '') as currency,
    coalesce(sum(amount), 0) as amount, count(*) as lines
  from ns.invoices
  group by 1, 2, 3, 4`;

const month = 'month::text, brand, product_line, currency, amount::text, lines::int';
const kept = () => rows(`select ${month} from invoice_totals order by month, brand, product_line, currency`);
const exact = () =>
  rows(`select ${month} from (${summed}) as summed
    order by month, brand collate "C", product_line collate "C", currency collate "C"`);

async function empty(): Promise<void> {
  await emptyUnit(rows);
  await rows(`truncate invoice_totals; update feed_settings set hold_back = '0', deletion_guard = 1`);
}

const keyOf = (place: number, isFull: boolean): string =>
  `athena/NETSUITE/2026/03/invoices_${isFull ? 'full_' : ''}202603${String(place + 1).padStart(2, '0')}060000.jsonl`;

const ids = ['1', '2', '3', '4', '5'] as const;
const line = fc.record(
  {
    invoice_id: fc.constantFrom(...ids),
    line: fc.constantFrom(1, 2),
    tran_date: fc.constantFrom<unknown>('2026-01-31', '2026-02-01', '2026-02-29', 'today', 20260101, null),
    type: fc.constantFrom('CustInvc', 'CustCred'),
    currency: fc.constantFrom('USD', 'EUR'),
    brand: fc.constantFrom<unknown>('Alder', 'alder ', 7, null),
    product_line: fc.constantFrom('Garden', 'Attic'),
    amount: fc.constantFrom<unknown>(10, '0.10', '-3', 1e2, 'much', null, 0.1),
    Deleted: fc.constantFrom(true, false, false, false, false),
  },
  { requiredKeys: ['invoice_id', 'line'] },
);
const few = fc.nat({ max: 4 });
const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('land' as const),
      place: few,
      isFull: fc.boolean(),
      lines: fc.array(line, { maxLength: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('skip' as const, 'unskip' as const), file: few }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('mark' as const), event: fc.nat({ max: 20 }) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

async function take(chosen: Action): Promise<void> {
  if (chosen.do === 'land') {
    const { place, isFull, lines } = chosen;
    await loader.drop(keyOf(place, isFull), jsonl(...lines));
    return;
  }
  if (chosen.do === 'mark') {
    await rows(
      `update file_processing_events set replay_date = now()
       where id >= (select id from file_processing_events order by id offset $1 limit 1)`,
      [chosen.event],
    );
  } else {
    await rows(
      `insert into file_processing_events (event_type, source_file, entity_type, landed_file)
       select $1, key, feed, landed_file from landed_files order by landed_file offset $2 limit 1`,
      [chosen.do === 'skip' ? 'file_skipped' : 'file_unskipped', chosen.file],
    );
  }
  await loader.ring();
}

/** What was met over all histories: a property that never saw a late file would prove little. */
const met = async (): Promise<Row> =>
  (
    await rows(`
      select count(*) filter (where metadata ->> 'late' = 'true')::int as late,
        count(*) filter (where event_type = 'file_complete' and replaces_event is not null)::int as replayed,
        count(*) filter (where event_type = 'full_closed')::int as closed,
        count(*) filter (where records_deleted > 0)::int as deleting
      from file_processing_events`)
  )[0] as Row;

describe('the totals of invoice lines', () => {
  test(
    'are those of all lines whatever lands, late or corrected, is left out, comes back or is replayed',
    async () => {
      const seen = { late: 0, replayed: 0, closed: 0, deleting: 0 };
      await fc.assert(
        fc.asyncProperty(fc.array(action, { minLength: 3, maxLength: 10 }), async (actions) => {
          await empty();
          for (const each of actions) {
            await take(each);
            expect(await kept()).toEqual(await exact());
          }
          const found = await met();
          for (const word of Object.keys(seen) as (keyof typeof seen)[]) seen[word] += Number(found[word]);
        }),
        { numRuns: cases, seed: 20_260_303 },
      );
      for (const [word, times] of Object.entries(seen)) expect(times, word).toBeGreaterThan(0);
    },
    60_000 + cases * 10_000,
  );

  test('hold the lines without a date or an amount apart, and leave nothing behind when all are gone', async () => {
    await empty();
    const sold = { type: 'CustInvc', currency: 'USD', brand: 'Alder', product_line: 'Garden' };
    const lines = [
      { ...sold, invoice_id: '1', line: 1, tran_date: '2026-01-31', amount: '10.50' },
      { ...sold, invoice_id: '1', line: 2, tran_date: 'soon', amount: 3 },
      { ...sold, invoice_id: '1', line: 3, tran_date: '2026-01-31', amount: 'much' },
    ];
    await loader.drop(keyOf(0, true), jsonl(...lines));
    const alder = { brand: 'Alder', product_line: 'Garden', currency: 'USD' };
    expect(await kept()).toEqual([
      { ...alder, month: '2026-01-01', amount: '10.50', lines: 1 },
      { ...alder, month: 'infinity', amount: '3', lines: 2 },
    ]);
    await loader.drop(keyOf(1, true), '');
    expect(await kept()).toEqual([]);
  });

  test('are read by every role and kept by the loader alone', async () => {
    const nothing = 'delete from athena.invoice_totals where false';
    for (const purpose of ['exporter', 'api', 'reader', 'operator'] as const) {
      const { pool } = database.open(athena, purpose);
      await pool.query('select from athena.invoice_totals');
      await expect(pool.query(nothing)).rejects.toThrow(/permission denied|read-only/);
    }
    await database.open(athena, 'loader').pool.query(nothing);
  });
});

describe('totals that the catalog defines otherwise', () => {
  const target = currentTarget([athena], feedViews);
  const [invoiceTotals] = target.rollups;
  const redefined: MigrationTarget = {
    ...target,
    rollups: [{ ...invoiceTotals!, carry: `${invoiceTotals!.carry}\n-- otherwise` }],
  };
  const bring = async (to: MigrationTarget): Promise<void> => {
    const client = new pg.Client(database.url);
    await client.connect();
    try {
      await migrate(client, to);
    } finally {
      await client.end();
    }
  };

  test('are filled anew by the next migration, and a loader of before waits for its own deployment', async () => {
    await empty();
    await loader.drop(
      keyOf(0, false),
      jsonl({ invoice_id: '1', line: 1, tran_date: '2026-01-31', amount: 5 }),
    );
    await rows('update invoice_totals set amount = 1');
    await bring(redefined);
    expect(await kept()).toEqual(await exact());

    const second = jsonl({ invoice_id: '2', line: 1, tran_date: '2026-01-31', amount: 7 });
    await expect(loader.drop(keyOf(1, false), second)).rejects.toMatchObject({ code: 'rollup-redefined' });
    expect(await rows('select count(*)::int as lines from netsuite_invoices')).toEqual([{ lines: 1 }]);

    await bring(target);
    await loader.ring();
    expect(await kept()).toMatchObject([{ amount: '12', lines: 2 }]);
  });

  test('are not touched by a migration that defines them as they are', async () => {
    const [before] = await rows('select filled_at from rollups');
    await bring(target);
    expect(await rows('select filled_at from rollups')).toEqual([before]);
  });
});
