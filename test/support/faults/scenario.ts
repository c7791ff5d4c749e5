import type { TestDatabase } from '../test-database.ts';
import { openOperator, type Operator } from '../operator.ts';
import { jsonl, product, productKey, products, tombstone } from '../unit-bench.ts';
import type { LandingSite } from './landing-site.ts';

/** One thing that happens to a unit from outside, for which its loaders then have to be rung. */
export type Chapter = {
  says: string;
  happen(site: LandingSite, operator: Operator): Promise<void>;
  /** How many files of a replay the first loader stages before its time is over. */
  filesInTime?: number;
};

/** Everything that a loader does, in the order in which it happens to one unit that begins empty. */
export const scenario: readonly Chapter[] = [
  { says: 'the first delta', happen: (site) => drop(site, '0801', jsonl(...products(1, 30, { Size: 1 }))) },
  {
    says: 'a delta with a blank line and a bad one',
    happen: (site) =>
      drop(site, '0802', jsonl(product(1, { Size: 2 }), tombstone(3), product(31)) + '\nno json\n'),
  },
  {
    says: 'the two parts of a full run',
    async happen(site) {
      await drop(site, 'full_0803_1', jsonl(...products(1, 15, { Full: true })));
      await drop(site, 'full_0803_2', jsonl(...products(16, 28, { Full: true }), product(31)));
    },
  },
  {
    says: 'the end of its hold-back',
    async happen(site) {
      await site.bench.rows(`update landed_files set discovered_at = discovered_at - interval '3 minutes'`);
      site.ring('work is due');
    },
  },
  {
    says: 'two deltas at once',
    async happen(site) {
      await drop(site, '0810', jsonl(product(4, { Size: 3 }), product(40)));
      await drop(site, '0812', jsonl(product(4, { Name: 'four' }), tombstone(5)));
    },
  },
  {
    says: 'a late file',
    happen: (site) =>
      drop(site, '0811', jsonl(product(4, { Size: 4 }), product(5, { Size: 4 }), product(41))),
  },
  { says: 'a late part of a closed run', happen: (site) => drop(site, 'full_0803_3', jsonl(product(29))) },
  {
    says: 'a correction',
    happen: (site) => drop(site, '0810', jsonl(product(4, { Size: 5, Colour: 'red' }), product(42))),
  },
  {
    says: 'a file in force that is left out',
    happen: async (site, operator) => void (await operator.skip(productKey(site.bench, '0812'))),
  },
  {
    says: 'a file that the deletion guard halts',
    async happen(site) {
      const tombstones = Array.from({ length: 22 }, (_, index) => tombstone(6 + index));
      await drop(site, '0815', jsonl(...tombstones, product(60)));
      await drop(site, '0816', jsonl(product(61), product(4, { Size: 6 })));
    },
  },
  {
    says: 'its deletes accepted',
    happen: async (site, operator) =>
      void (await operator.resume(productKey(site.bench, '0815'), { acceptDeletes: true })),
  },
  {
    says: 'a replay with corrected and lost files',
    async happen(site) {
      await markFrom(site, '0802');
      const lost = site.bucket.list().find(({ key }) => key === productKey(site.bench, '0811'));
      if (lost) site.bucket.forget(lost);
      await drop(site, '0816', jsonl(product(4, { Size: 7 }), product(62)));
    },
    filesInTime: 3,
  },
  {
    says: 'a replay that cannot read a file',
    async happen(site) {
      await markFrom(site, '0811');
      await drop(site, '0815', utf16(jsonl(product(63))));
    },
  },
  {
    says: 'the file mended: the replay goes on',
    happen: (site) => drop(site, '0815', jsonl(product(64), tombstone(31))),
  },
];

/** What the operator of a site does; each change rings its bell. */
export function operatorOf(database: TestDatabase, site: LandingSite): Operator {
  const { unit, loader } = site.bench;
  const ring = async () => {
    site.ring('an operator');
    return 'nothing-due' as const;
  };
  return openOperator(database, { unit, loader: { ...loader, ring } });
}

async function drop(site: LandingSite, name: string, content: string | Uint8Array): Promise<void> {
  site.drop(productKey(site.bench, name), content);
}

async function markFrom({ bench }: LandingSite, name: string): Promise<void> {
  await bench.rows(
    `update file_processing_events set replay_date = now() where id >= (
       select max(id) from file_processing_events where event_type = 'file_complete' and source_file = $1)`,
    [productKey(bench, name)],
  );
}

function utf16(text: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
}
