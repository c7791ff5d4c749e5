import { describe, expect, test } from 'vitest';
import type { DriftResponse } from '#core/operate/drift-request.ts';
import { limits } from '#core/limits.ts';
import { Defect, Unavailable } from '#core/errors.ts';
import { openTestLoader } from '../support/loader.ts';
import { openOperator } from '../support/operator.ts';
import { cloneDatabase } from '../support/test-database.ts';
import { jsonl, makeUnit, product, productKey, tombstone, type UnitBench } from '../support/unit-bench.ts';

const database = await cloneDatabase();

const red = { key: 'red', value: 'Red' };

async function makeWatchedUnit() {
  const bench = await makeUnit(database);
  const operator = openOperator(database, bench);
  const drop = (name: string, ...records: unknown[]) =>
    bench.loader.drop(productKey(bench, name), jsonl(...records));
  /** Rewrites AttributeFile with these attributes, all of them of products. */
  const declare = (minute: number, ...attributes: object[]) =>
    bench.loader.drop(
      'SHARED/AttributeFile.json',
      JSON.stringify([{ EntityTypeId: 'Product', Attributes: attributes }]),
      new Date(Date.UTC(2026, 2, 3, 7, minute)),
    );
  const alerts = async () =>
    (await bench.rows(
      `select subject, code, message from alerts where kind = 'drift' and resolved_at is null`,
    )) as {
      subject: string;
      code: string;
      message: string;
    }[];
  return { bench, operator, drop, declare, alerts, drift: async () => summarize(await operator.drift()) };
}

/** `what entity.name key: before → after, records, file line` */
function summarize({ findings }: DriftResponse): string[] {
  return findings.map(({ what, entity, name, key, before, after, records, undeclared, file, line }) => {
    const field = `${entity}.${name}${key === null ? '' : ` ${key}`}`;
    const declared = undeclared ? ', undeclared' : '';
    return `${what} ${field}: ${before} → ${after}, ${records}${declared}, ${file.split(/[_/]/).at(-1)} ${line}`;
  });
}

describe('the lines of a feed', () => {
  test('teach, in the first file, what its records have: later files that bring the same are no drift', async () => {
    const { drop, drift, alerts } = await makeWatchedUnit();
    await drop('0801', product(1, { Size: 1, Name: null }), { ...product(2, { Colour: red }), Extra: true });
    await drop('0802', product(2, { Size: 2.5, Colour: red }), { ...product(3, { Size: null }), Extra: [] });
    await drop('0803', tombstone(1));
    expect(await drift()).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  test('drift by an attribute, a type, a value, a label or a member that the feed did not have', async () => {
    const { drop, drift, alerts } = await makeWatchedUnit();
    const items = [{ EntityId: 10, Attributes: { Depth: 1 } }];
    await drop('0801', {
      ...product(1, { Size: 1, Colour: red, Finishes: { keys: ['a'], values: ['A'] } }),
      Items: items,
    });
    await drop(
      '0802',
      product(2, { Size: 1 }),
      product(3, { Size: '1 m', Colour: { key: 'red', value: 'Scarlet' }, Name: { en: 'three' } }),
      product(4, {
        Finishes: { keys: ['a', 'b'], values: ['A', 'B'] },
        Colour: { key: 'blue', value: 'Blue' },
      }),
      {
        ...product(5, { Name: { en: 'five' } }),
        Extra: 1,
        Items: [{ EntityId: 50, Attributes: { Glow: true }, Odd: 1 }],
      },
    );
    expect(await drift()).toEqual([
      'new-attribute Item.Glow: null → boolean, 1, 20260303080200.jsonl 4',
      'new-attribute Product.Name: null → map, 2, 20260303080200.jsonl 2',
      'retyped-attribute Product.Size: number → text, 1, 20260303080200.jsonl 2',
      'unknown-member Item.Odd: null → null, 1, 20260303080200.jsonl 4',
      'unknown-member Product.Extra: null → null, 1, 20260303080200.jsonl 4',
      'new-value Product.Colour blue: null → Blue, 1, 20260303080200.jsonl 3',
      'relabelled-value Product.Colour red: Red → Scarlet, 1, 20260303080200.jsonl 2',
      'new-value Product.Finishes b: null → B, 1, 20260303080200.jsonl 3',
    ]);
    const [alert, ...others] = await alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ subject: 'products', code: 'drift-found' });
    expect(alert!.message).toContain('_20260303080200.jsonl: 2 new attributes (Item.Glow, Product.Name); ');
    expect(alert!.message).toContain('1 relabelled value (Product.Colour "red")');
  });

  test('are told once: not by the same in later and late files, nor by a replay', async () => {
    const { bench, drop, drift, alerts, operator } = await makeWatchedUnit();
    await drop('0801', product(1, { Size: 1 }));
    await drop('0805', product(2, { Size: 1, Name: 'two' }));
    const [first] = await alerts();
    await drop('0806', product(3, { Name: 'three' }));
    await drop('0803', product(4, { Name: 'four' }));
    await operator.replay(productKey(bench, '0801'));
    expect(await drift()).toEqual(['new-attribute Product.Name: null → text, 3, 20260303080500.jsonl 1']);
    expect(await alerts()).toEqual([first]);
    const waiting = await bench.rows(
      'select load_id from loads where applied_event is not null and inspected_at is null',
    );
    expect(waiting).toEqual([]);
  });

  test('drift in a late file, too, and in a correction', async () => {
    const { drop, drift } = await makeWatchedUnit();
    await drop('0801', product(1, { Size: 1 }));
    await drop('0805', product(1, { Size: 2 }));
    await drop('0803', product(1, { Late: true }));
    await drop('0805', product(1, { Size: 2, Corrected: true }));
    expect(await drift()).toEqual([
      'new-attribute Product.Corrected: null → boolean, 1, 20260303080500.jsonl 1',
      'new-attribute Product.Late: null → boolean, 1, 20260303080300.jsonl 1',
    ]);
  });

  test('teach until the first full run of the feed is there with all its parts', async () => {
    const { drop, drift } = await makeWatchedUnit();
    await drop('full_0801_1', product(1, { Size: 1 }));
    await drop('full_0801_2', product(2, { Name: 'two' }));
    expect(await drift()).toEqual([]);
    await drop('0802', product(3, { Colour: red }));
    await drop('full_0801_3', product(4, { Late: true }));
    expect((await drift()).map((line) => line.split(':')[0])).toEqual([
      'new-attribute Product.Colour',
      'new-attribute Product.Late',
      'new-value Product.Colour red',
    ]);
  });

  test('are known by their other word for attributes, too', async () => {
    const { drop, drift } = await makeWatchedUnit();
    await drop('0801', product(1, { Size: 1 }));
    await drop('0802', {
      EntityId: 2,
      FieldValues: { Size: 2 },
      Items: [{ EntityId: 3, FieldValues: { Depth: 1 } }],
    });
    expect(await drift()).toEqual(['new-attribute Item.Depth: null → number, 1, 20260303080200.jsonl 1']);
  });

  test('of a unit that was in use before teach by its state', async () => {
    const { bench, drop, drift } = await makeWatchedUnit();
    await drop('0801', product(1, { Size: 1 }), product(2, { Name: 'two' }));
    await bench.rows('delete from known_traits');
    await drop('0802', product(3, { Size: 1, Colour: red }));
    expect(await drift()).toEqual([]);
    await drop('0803', product(3, { Name: 'three', Size: 2 }));
    expect(await drift()).toEqual([]);
  });

  test('may have any shape', async () => {
    const { bench, drop, drift, alerts } = await makeWatchedUnit();
    await drop('0801', product(1, { Size: 1 }));
    const long = 'n'.repeat(5_000);
    await drop(
      '0802',
      { EntityId: 2, Attributes: 'none', Items: [1, null, 'x', [], { Attributes: [1] }], Resources: {} },
      { EntityId: 3, FieldValues: 1, Items: 'none' },
      product(4, {
        [long]: 1,
        A: { key: null },
        B: { keys: 1, values: 2 },
        C: { keys: [null, 1, ['x']] },
        D: { key: { en: 'x' }, value: [long] },
      }),
    );
    expect(await alerts()).toMatchObject([{ code: 'drift-found' }]);
    expect((await drift()).map((line) => line.slice(0, 40))).toContain(
      `new-attribute Product.${'n'.repeat(18)}`,
    );
    await drop('0803', product(5, { [long]: 2 }));
    expect(await bench.rows(`select from loads where inspected_at is null`)).toEqual([]);
  });

  test('of a feed about which nobody says where its attributes stand have their members for attributes', async () => {
    const { bench, drift } = await makeWatchedUnit();
    const unit = { ...bench.unit, feeds: bench.unit.feeds.map((feed) => ({ ...feed, traits: undefined })) };
    const loader = openTestLoader(database, unit, { bucket: bench.loader.bucket });
    await loader.drop(productKey(bench, '0801'), jsonl({ EntityId: 1, lat: 1.5 }));
    await loader.drop(productKey(bench, '0802'), jsonl({ EntityId: 1, lat: '1.5', lon: 2 }));
    expect((await drift()).map((line) => line.split(',')[0])).toEqual([
      'retyped-attribute products.lat: number → text',
      'new-attribute products.lon: null → number',
    ]);
  });

  test('that bring more than anybody can look at are counted, and the first kept', async () => {
    const { bench, drop, alerts } = await makeWatchedUnit();
    await drop('0801', product(1, { Size: 1 }));
    const names = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`${prefix}${index}`, 1]));
    await drop('0802', product(1, names('A')));
    expect((await alerts())[0]!.message).toContain(
      `Of a feed ${limits.driftKept} are kept; it brought 500 more.`,
    );
    await drop('0803', product(1, names('B')));
    expect((await alerts())[0]!.message).toContain('it brought 1500 more.');
    const [kept] = await bench.rows(`select count(*)::int from known_traits where state = 'found'`);
    expect(kept).toEqual({ count: limits.driftKept });
  });
});

describe('what AttributeFile declares', () => {
  const size = { AttributeId: 'Size', DataType: 'Double' };
  const colour = {
    ...{ AttributeId: 'Colour', DataType: 'CVLString', IsMultiValue: false },
    AllowedValues: { red: 'Red', blue: 'Blue' },
  };

  test('is no drift when products bring it; what it does not declare, or otherwise, is', async () => {
    const { drop, declare, drift } = await makeWatchedUnit();
    await declare(1, size, colour);
    await drop('0801', product(1, {}));
    await drop('0802', product(2, { Size: 1, Colour: { key: 'blue', value: 'Blue' } }));
    expect(await drift()).toEqual([]);
    await drop(
      '0803',
      product(3, { Size: 'large', Colour: { keys: ['red'], values: ['Red'] }, Weight: 1 }),
      product(4, { Colour: { key: 'red', value: 'Rot' } }),
      product(5, { Colour: { key: 'green', value: 'Green' } }),
    );
    expect(await drift()).toEqual([
      'retyped-attribute Product.Colour: CVLString → controlled values, 1, 20260303080300.jsonl 1',
      'retyped-attribute Product.Size: Double → text, 1, 20260303080300.jsonl 1',
      'new-attribute Product.Weight: null → number, 1, undeclared, 20260303080300.jsonl 1',
      'new-value Product.Colour green: null → Green, 1, 20260303080300.jsonl 3',
      'relabelled-value Product.Colour red: Red → Rot, 1, 20260303080300.jsonl 2',
    ]);
  });

  test('drifts by an attribute or value that is new, gone, retyped or relabelled, or an unknown member', async () => {
    const { drop, declare, drift, alerts } = await makeWatchedUnit();
    const gone = { AttributeId: 'Gone', DataType: 'String' };
    await declare(1, size, colour, gone);
    await drop(
      '0801',
      product(1, { Gone: 'x', Colour: red, Size: 1 }),
      product(2, { Gone: 'y', Colour: { key: 'blue', value: 'Blue' } }),
    );
    await declare(
      2,
      { ...size, DataType: 'String' },
      { ...colour, AllowedValues: { red: 'Crimson', pink: 'Pink' } },
      {
        AttributeId: 'Glow',
        DataType: 'Boolean',
        Unit: 'lm',
      },
    );
    expect(await drift()).toEqual([
      'new-attribute Product.Glow: null → Boolean, 0, AttributeFile.json 3',
      'gone-attribute Product.Gone: String → null, 2, AttributeFile.json null',
      'retyped-attribute Product.Size: Double → String, 1, AttributeFile.json 1',
      'unknown-member AttributeFile.Unit: null → null, 1, AttributeFile.json 3',
      'gone-value Product.Colour blue: Blue → null, 1, AttributeFile.json null',
      'new-value Product.Colour pink: null → Pink, 0, AttributeFile.json 2',
      'relabelled-value Product.Colour red: Red → Crimson, 1, AttributeFile.json 2',
    ]);
    expect(await alerts()).toMatchObject([{ subject: 'attribute_file' }]);
  });

  test('is as before when it is declared again, and the alert ends', async () => {
    const { declare, drift, alerts } = await makeWatchedUnit();
    await declare(1, size, colour);
    await declare(2, colour, { AttributeId: 'Glow', DataType: 'Boolean' });
    expect(await alerts()).toHaveLength(1);
    await declare(3, size, colour);
    expect(await drift()).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  test('counts before products are looked at, whichever was applied first', async () => {
    const { bench, drop, drift } = await makeWatchedUnit();
    await drop('0801', product(1, { Name: 'one' }));
    const { ledger, bucket } = bench.loader;
    const epoch = await ledger.claim('another');
    await drop('0802', product(1, { Size: 1 }));
    const file = JSON.stringify([{ EntityTypeId: 'Product', Attributes: [size] }]);
    await bench.loader.drop('SHARED/AttributeFile.json', file, new Date('2026-03-03T09:00:00Z'));
    await ledger.release(epoch!, () => true);
    await bench.loader.ring();
    expect(bucket.list()).toHaveLength(3);
    expect(await drift()).toEqual([]);
  });
});

describe('accepting drift', () => {
  test('makes it known: the alert ends, an event says who, and the same is told no more', async () => {
    const { bench, operator, drop, declare, drift, alerts } = await makeWatchedUnit();
    await declare(
      1,
      { AttributeId: 'Size', DataType: 'Double' },
      { AttributeId: 'Gone', DataType: 'String' },
    );
    await drop('0801', product(1, { Size: 1 }));
    await drop('0802', product(1, { Size: 'large', Colour: red }));
    await declare(2, { AttributeId: 'Size', DataType: 'Double' });
    expect(await alerts()).toHaveLength(2);
    const { event } = await operator.acceptDrift(4);
    expect(await drift()).toEqual([]);
    expect(await alerts()).toEqual([]);
    expect(await bench.lastEvent('drift_accepted')).toMatchObject({
      id: Number(event),
      metadata: { by: 'ann', findings: 4, known: 3, forgotten: 1 },
    });
    await drop('0803', product(2, { Size: 'small', Colour: red }));
    expect(await drift()).toEqual([]);
    await declare(
      3,
      { AttributeId: 'Size', DataType: 'Double' },
      { AttributeId: 'Gone', DataType: 'String' },
    );
    expect(await drift()).toEqual(['new-attribute Product.Gone: null → String, 0, AttributeFile.json 2']);
  });

  test('is refused when more has drifted since it was listed', async () => {
    const { operator, drop, drift, bench } = await makeWatchedUnit();
    await drop('0801', product(1, { Size: 1 }));
    await drop('0802', product(1, { Name: 'one' }));
    const { findings } = await operator.drift();
    await drop('0803', product(1, { Depth: 1 }));
    await expect(operator.acceptDrift(findings.length)).rejects.toMatchObject({ code: 'drift-changed' });
    expect(await drift()).toHaveLength(2);
    expect(await bench.events()).not.toContain('drift_accepted null');
  });

  test('forgets what no live record has any more, so that it is told again when it comes back', async () => {
    const { bench, operator, drop, drift } = await makeWatchedUnit();
    await drop('0801', product(1, { Size: 1 }));
    await drop('0802', product(1, { Szie: 2 }));
    await operator.skip(productKey(bench, '0802'));
    await operator.acceptDrift(1);
    expect(await drift()).toEqual([]);
    await drop('0803', product(1, { Szie: 3 }));
    expect(await drift()).toEqual(['new-attribute Product.Szie: null → number, 1, 20260303080300.jsonl 1']);
  });

  test('of nothing writes nothing', async () => {
    const { operator, drop } = await makeWatchedUnit();
    await drop('0801', product(1, { Size: 1 }));
    expect(await operator.acceptDrift(0)).toEqual({ findings: [], event: null });
  });
});

describe('an inspection', () => {
  test('comes when no file is due any more', async () => {
    const calls: string[] = [];
    const { bench } = await makeWatchedUnit();
    const { bucket } = bench.loader;
    const loader = watch(bench, calls, async () => undefined);
    const epoch = await loader.ledger.claim('another');
    for (const minute of ['0801', '0802'])
      await loader.drop(productKey(bench, minute), jsonl(product(minute)));
    await loader.ledger.release(epoch!, () => true);
    calls.length = 0;
    await loader.ring();
    expect(bucket.list()).toHaveLength(2);
    expect(calls).toEqual(['apply', 'apply', 'inspect', 'inspect']);
  });

  test('that cannot succeed is passed over with an alert, and files go on', async () => {
    const { bench, alerts, operator } = await makeWatchedUnit();
    const broken = watch(bench, [], async () => {
      throw new Defect('database-refused', 'PostgreSQL refused a statement.');
    });
    expect(await broken.drop(productKey(bench, '0801'), jsonl(product(1)))).toBe('nothing-due');
    expect(await alerts()).toMatchObject([{ subject: 'products', code: 'not-inspected' }]);
    expect(await broken.drop(productKey(bench, '0802'), jsonl(product(2)))).toBe('nothing-due');
    expect(Object.keys(await bench.live())).toEqual(['1', '2']);
    await operator.acceptDrift(0);
    expect(await alerts()).toEqual([]);
  });

  test('that meets something unavailable is tried again', async () => {
    const { bench, drop } = await makeWatchedUnit();
    let failures = 1;
    const loader = watch(bench, [], async () => {
      if (failures-- > 0) throw new Unavailable('database-unavailable', 'The database did not answer.');
    });
    await expect(loader.drop(productKey(bench, '0801'), jsonl(product(1)))).rejects.toThrow('did not answer');
    expect(await bench.rows('select from loads where inspected_at is null')).toHaveLength(1);
    await loader.ring();
    expect(await bench.rows('select from loads where inspected_at is null')).toEqual([]);
    await drop('0802', product(1));
  });
});

/** A loader whose files and inspections are noted; `before` comes before each inspection. */
function watch({ unit, loader: { bucket } }: UnitBench, calls: string[], before: () => Promise<void>) {
  return openTestLoader(database, unit, {
    bucket,
    wrap: (ledger) => ({
      ...ledger,
      apply: (...given) => {
        calls.push('apply');
        return ledger.apply(...given);
      },
      inspect: async (...given) => {
        calls.push('inspect');
        await before();
        return ledger.inspect(...given);
      },
    }),
  });
}
