import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Clients, eventually } from './clients.ts';
import { loaderProcesses, peakMemoryBytes } from './processes.ts';
import { useStack, type RunningStack } from './stack.ts';

const folder = process.env['MILLRACE_DATASETS'] ?? null;
const hostile = (...path: string[]): Buffer => readFileSync(join(folder ?? '', 'hostile', ...path));
const manifestOf = <T>(kind: string): T[] =>
  folder === null ? [] : (JSON.parse(hostile('generated', kind, 'manifest.json').toString()) as T[]);

/** The bad lines of each file, by their number. Files that are not here have none. */
const badLines: Record<string, Record<number, string>> = {
  'bom_mid_file.jsonl': { 2: 'not-json' },
  'latin1.jsonl': { 1: 'not-utf8' },
  'nul_byte.jsonl': { 1: 'not-json' },
  'nul_escape.jsonl': { 1: 'nul-character' },
  'lone_surrogate_escape.jsonl': { 1: 'lone-surrogate' },
  'backslash_dot.jsonl': { 2: 'not-json' },
  'ctrl_01_02.jsonl': { 2: 'not-json', 3: 'not-json' },
  'num_overflow.jsonl': { 1: 'number-out-of-range' },
  // A policy: exponents end at 1000, nesting at 200 levels.
  'num_amplify.jsonl': { 1: 'number-out-of-range' },
  'depth_3000.jsonl': { 1: 'too-deep' },
  'depth_6000.jsonl': { 1: 'too-deep' },
  'depth_100000.jsonl': { 1: 'too-deep' },
  'scalar_lines.jsonl': {
    ...{ 1: 'not-an-object', 2: 'not-an-object', 3: 'not-an-object' },
    ...{ 4: 'not-an-object', 5: 'not-an-object', 6: 'no-id' },
  },
  'pretty_printed.jsonl': { 1: 'not-json', 2: 'not-json', 3: 'not-json' },
  'concatenated_on_line.jsonl': { 1: 'not-json' },
  'trailing_comma.jsonl': { 1: 'not-json', 2: 'not-json' },
  'truncated_last_line.jsonl': { 2: 'not-json' },
  // A policy: an id is a text that is not empty, or a whole number.
  'id_missing_null_types.jsonl': {
    ...{
      1: 'no-id',
      2: 'bad-id',
      3: 'bad-id',
      4: 'bad-id',
      5: 'bad-id',
      6: 'bad-id',
      7: 'bad-id',
      10: 'no-id',
    },
  },
  'long_key_3000.jsonl': { 1: 'id-too-long' },
  'poison_at_line_500.jsonl': { 500: 'not-json' },
};

/** Why an archive is refused. Those that are not here load. */
const refusals: Record<string, RegExp> = {
  'trunc_|zero_bytes|second_member_truncated|cut_at_record_boundary': /^gzip-truncated$/,
  'bad_method|reserved_flag|bad_crc|bad_isize|bitflip': /^gzip-damaged$/,
  'bad_magic|plain_text|zlib_not|raw_deflate': /^not-gzip$/,
  trailing_garbage: /^gzip-trailing-garbage$/,
  double_gzip: /^unexpected-gzip$/,
  bomb_: /^compression-ratio$/,
};
const archiveRecords: Record<string, number> = {
  'ok_two_members.jsonl.gz': 2000,
  'ok_empty_payload.jsonl.gz': 0,
};

type LinesEntry = { file: string; good: number; bad: number | 'file' | 'policy' };
type Reject = { line: string; byte_offset: string; code: string; raw: Buffer; raw_length: string };

describe.skipIf(folder === null)('hostile files through the whole stack (needs MILLRACE_DATASETS)', () => {
  const [unit, schema] = ['cefl', 'inriver_cefl'];
  const memoryLimitBytes = 300 * 1024 * 1024;
  let stack: RunningStack;
  let clients: Clients;
  let drops = 0;

  beforeAll(async () => {
    stack = await useStack();
    clients = await Clients.open(stack.endpoints);
  });

  afterAll(async () => {
    await clients?.close();
    await stack?.stop();
  });

  /** A key after all that came before. */
  function nextKey(extension: 'jsonl' | 'jsonl.gz'): string {
    drops += 1;
    const [hour, minute] = [Math.floor(drops / 60), drops % 60].map((part) => String(part).padStart(2, '0'));
    return `${unit}/PRODUCT/2026/03/ecommerce_${drops}_20260301${hour}${minute}00_001.${extension}`;
  }

  /** Drops a file that loads; what the tables then say of it. */
  async function load(bytes: Buffer | string, extension: 'jsonl' | 'jsonl.gz' = 'jsonl') {
    const key = nextKey(extension);
    await clients.put(key, bytes);
    const complete = await clients.waitForEvent(schema, key, 'file_complete');
    const loadIds = [complete['load_id']];
    const rejects = await clients.query<Reject>(
      `select line, byte_offset, code, raw, raw_length from ${schema}.rejected_records where load_id = $1 order by line`,
      loadIds,
    );
    return { complete, rejects, loadIds };
  }

  /** Drops a file that does not load; then a good one in its place, so that the feed goes on. */
  async function refuse(bytes: Buffer, extension: 'jsonl' | 'jsonl.gz'): Promise<unknown> {
    const before = await stateHash();
    const key = nextKey(extension);
    await clients.put(key, bytes);
    const refused = await clients.waitForEvent(schema, key, 'file_error');
    expect(await stateHash()).toEqual(before);
    expect(await clients.query(`select key from ${schema}.halted_files`)).toEqual([{ key }]);
    expect(
      await clients.query(`select line from ${schema}.raw_records where load_id = $1`, [refused['load_id']]),
    ).toEqual([]);

    await clients.put(key, extension === 'jsonl' ? '' : gzipSync(''));
    await clients.waitForEvent(schema, key, 'file_complete');
    expect(await clients.query(`select key from ${schema}.halted_files`)).toEqual([]);
    return (refused['metadata'] as { code: string }).code;
  }

  const stateHash = () =>
    clients.query(`select live_records, state_hash from ${schema}.feed_totals where feed = 'products'`);

  const lineFiles = manifestOf<LinesEntry>('jsonl').filter(({ bad }) => bad !== 'file');
  test.for(lineFiles)(
    '$file: good lines load, bad ones are set aside as they came',
    async ({ file, good, bad }) => {
      const bytes = hostile('generated', 'jsonl', file);
      const { complete, rejects, loadIds } = await load(bytes);
      expect(Object.fromEntries(rejects.map(({ line, code }) => [line, code]))).toEqual(badLines[file] ?? {});
      for (const { line, byte_offset, raw, raw_length } of rejects) {
        const expected = cutLine(bytes, Number(line));
        expect({ line, at: Number(byte_offset), length: Number(raw_length) }).toEqual({
          line,
          at: expected.at,
          length: expected.bytes.length,
        });
        expect(raw.equals(expected.bytes.subarray(0, 64 * 1024))).toBe(true);
      }
      // Each good line is in the history, and the state is what the last line of each id says.
      const processed = Number(complete['records_processed']);
      const isOurPolicy = ['depth_3000', 'num_amplify', 'id_missing'].some((name) => file.startsWith(name));
      const loaded = processed - rejects.length;
      expect([loaded, rejects.length]).toEqual(isOurPolicy ? [loaded, rejects.length] : [good, bad]);
      const [kept] = await clients.query(
        `select count(*)::int as lines, count(*) filter (where not p.deleted and p.data @> jsonb_strip_nulls(last.data))::int as good
       from (select distinct on (id) id, data from ${schema}.raw_records where load_id = $1 order by id, line desc) last
       left join ${schema}.products p using (id)`,
        loadIds,
      );
      expect(kept?.['good']).toBe(kept?.['lines']);
      const [history] = await clients.query(
        `select count(*)::int as lines from ${schema}.raw_records where load_id = $1`,
        loadIds,
      );
      expect(history).toEqual({ lines: processed - rejects.length });
    },
  );

  test('a file in UTF-16 is refused as a whole and changes nothing', async () => {
    expect(await refuse(hostile('generated', 'jsonl', 'utf16le_bom.jsonl'), 'jsonl')).toBe('utf16-file');
  });

  const archives = manifestOf<{ file: string }>('gzip').map(({ file }) => ({ file, code: refusalOf(file) }));
  test.for(archives.filter(({ code }) => code === null))('$file loads', async ({ file }) => {
    const { complete, rejects } = await load(hostile('generated', 'gzip', file), 'jsonl.gz');
    expect(rejects).toEqual([]);
    expect(Number(complete['records_processed'])).toBe(archiveRecords[file] ?? 1000);
  });

  test.for(archives.filter(({ code }) => code !== null))(
    '$file is halted and changes nothing',
    async ({ file, code }) => {
      expect(await refuse(hostile('generated', 'gzip', file), 'jsonl.gz')).toMatch(code!);
    },
  );

  test('the process that met the bombs stayed small', async ({ skip }) => {
    const processes = await loaderProcesses(unit, stack.endpoints.s3);
    if (processes === null) return skip('this system has no /proc');
    expect(processes.length).toBeGreaterThan(0);
    for (const pid of processes) expect(await peakMemoryBytes(pid)).toBeLessThan(memoryLimitBytes);
  });

  test('naughty strings come back from SQL unchanged, as values and as names', async () => {
    const strings = JSON.parse(hostile('blns', 'blns.json').toString()) as string[];
    expect(strings).toHaveLength(515);
    const idOf = (index: number): string => `naughty ${index}`;
    const lines = strings.map((text, index) =>
      JSON.stringify({ EntityId: idOf(index), Attributes: { [text]: text } }),
    );
    const { rejects } = await load(lines.join('\n'));
    expect(rejects).toEqual([]);
    const rows = await clients.query<{ id: string; name: string; value: string }>(
      `select id, name, data #>> array['Attributes', name] as value
       from ${schema}.products, jsonb_object_keys(data -> 'Attributes') name where id like 'naughty %'`,
    );
    const found = new Map(rows.map(({ id, name, value }) => [id, { name, value }]));
    expect(rows).toHaveLength(strings.length);
    for (const [index, text] of strings.entries()) {
      expect(found.get(idOf(index))).toEqual({ name: text, value: text });
    }
  });

  test('numbers keep every digit, and two ids beyond 2^53 are two', async () => {
    const numbers = {
      Big: '123456789012345678901234567890',
      Small: '0.1000000000000000055',
      Trailing: '1.10',
      NearlyOne: '0.99999999999999999999999999999999999999999',
      Negative: '-9007199254740993',
    };
    const members = Object.entries(numbers).map(([name, digits]) => `"${name}":${digits}`);
    await load(
      ['9007199254740992', '9007199254740993', '9007199254740994']
        .map((id) => `{"EntityId":${id},"Attributes":{${members.join(',')},"Exponent":1E400}}\n`)
        .join(''),
    );
    const rows = await clients.query<{ id: string; attributes: string }>(
      `select id, (data -> 'Attributes')::text as attributes from ${schema}.products
       where id like '900719925474099_' order by id`,
    );
    expect(rows.map(({ id }) => id)).toEqual(['9007199254740992', '9007199254740993', '9007199254740994']);
    for (const { attributes } of rows) {
      for (const [name, digits] of Object.entries(numbers))
        expect(attributes).toContain(`"${name}": ${digits}`);
      expect(attributes).toContain(`"Exponent": 1${'0'.repeat(400)}`);
    }
  });

  test('__proto__, constructor and their like are names of attributes and ids of records', async () => {
    const names = [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      '__defineGetter__',
      'then',
    ];
    const members = names.map((name) => `"${name}":{"admin":true}`).join(',');
    const lines = names.map((id) => `{"EntityId":"${id}",${members},"Attributes":{${members}}}\n`);
    const { rejects } = await load(lines.join(''));
    expect(rejects).toEqual([]);
    const rows = await clients.query<{ id: string; names: string[]; attributes: string[] }>(
      `select id, array(select jsonb_object_keys(data)) as names,
         array(select jsonb_object_keys(data -> 'Attributes')) as attributes
       from ${schema}.products where id = any($1)`,
      [names],
    );
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(names));
    for (const row of rows) {
      expect(new Set(row.names)).toEqual(new Set(['EntityId', 'Attributes', ...names]));
      expect(new Set(row.attributes)).toEqual(new Set(names));
    }
    // A patch that names one of them touches that one alone.
    await load(`{"EntityId":"constructor","Attributes":{"__proto__":{"admin":false}}}\n`);
    const [patched] = await clients.query<{ attributes: Record<string, unknown> }>(
      `select data -> 'Attributes' as attributes from ${schema}.products where id = 'constructor'`,
    );
    const expected = names.map((name): [string, unknown] => [name, { admin: name !== '__proto__' }]);
    expect(new Map(Object.entries(patched?.attributes ?? {}))).toEqual(new Map(expected));
  });

  test('naughty strings are ids like any other', async () => {
    const strings = JSON.parse(hostile('blns', 'blns.json').toString()) as string[];
    const ids = [...new Set(strings)].filter((text) => text !== '' && Buffer.byteLength(text) <= 512);
    const { rejects } = await load(
      ids.map((EntityId) => JSON.stringify({ EntityId, Mark: 'id' })).join('\n'),
    );
    expect(rejects).toEqual([]);
    const rows = await clients.query<{ id: string }>(
      `select id from ${schema}.products where data ->> 'Mark' = 'id' and data ->> 'EntityId' = id`,
    );
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(ids));
  });

  test('afterwards nothing is halted, nothing waits, and the messages of halted files are in the dead-letter queue', async () => {
    expect(await clients.query(`select key from ${schema}.pending_files`)).toEqual([]);
    const alerts = `select kind, subject from ${schema}.alerts where resolved_at is null`;
    expect(await clients.query(alerts)).toEqual([{ kind: 'drift', subject: 'products' }]);
    const url = (stack.endpoints.queues[unit] ?? '').replace('-landing.fifo', '-landing-dlq.fifo');
    const refused = archives.filter(({ code }) => code !== null).length + 1;
    await eventually('a message in the dead-letter queue for each halted file', async () =>
      (await clients.countMessages(url)) === refused ? true : undefined,
    );
  });
});

function refusalOf(file: string): RegExp | null {
  return Object.entries(refusals).find(([names]) => new RegExp(`^(${names})`).test(file))?.[1] ?? null;
}

/** A line by its number from 1, without its end and without a byte order mark before the first. */
function cutLine(file: Buffer, line: number): { at: number; bytes: Buffer } {
  let at = 0;
  for (let number = 1; number < line; number += 1) at = file.indexOf(0x0a, at) + 1;
  const end = file.indexOf(0x0a, at);
  return { at, bytes: file.subarray(at, end < 0 ? undefined : end) };
}
