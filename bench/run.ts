import { benchApi } from './api.ts';
import { benchColdStart } from './cold-start.ts';
import { benchDrift } from './drift.ts';
import { benchExports } from './exports.ts';
import { benchGrowth } from './growth.ts';
import { benchLatency } from './latency.ts';
import { benchLoad, benchWideLoad } from './load.ts';
import { benchLookups } from './lookups.ts';
import { describeMachine } from './machine.ts';
import { benchMemory } from './memory.ts';
import { benchPast } from './past.ts';
import { benchUnits } from './units.ts';
import { benchWriteBacks } from './write-backs.ts';

/** Every benchmark there is, by the word that starts it. */
const benches: Record<string, { about: string; run: () => Promise<string> }> = {
  api: { about: 'requests/s of each endpoint beside its bare statement', run: benchApi },
  'cold-start': {
    about: 'from the start of a process until its handler is ready, each function',
    run: benchColdStart,
  },
  drift: { about: 'looking for drift in a delta and in a large file, and listing it', run: benchDrift },
  exports: {
    about: 'the 17 CSVs of 50,000 products against their statements alone, and 5,000 to 200,000',
    run: benchExports,
  },
  growth: { about: 'a delta against 10,000 to 1,000,000 products', run: benchGrowth },
  load: { about: 'a file of 100,000 products against a bare COPY and against upserts', run: benchLoad },
  'load-wide': { about: 'the same bytes as 10,000 products of 20 kB', run: benchWideLoad },
  latency: { about: 'from the end of an upload to its file_complete, on the local stack', run: benchLatency },
  lookups: { about: 'plan of a delta, show and history of a record, 50,000 products', run: benchLookups },
  memory: { about: 'peak memory of the loader, a file of 1 GB against one of 100 MB', run: benchMemory },
  past: { about: 'late files and replays, against punctual files and first loads', run: benchPast },
  'write-backs': {
    about: 'PATCH on the local gateway, and 10,000 write-backs at the pace of Airtable',
    run: benchWriteBacks,
  },
  units: { about: 'four units at once against one', run: benchUnits },
};

const [name] = process.argv.slice(2);
const bench = name === undefined ? undefined : benches[name];
if (bench === undefined) {
  const lines = Object.entries(benches).map(
    ([word, { about }]) => `  npm run bench -- ${word.padEnd(12)} ${about}`,
  );
  console.error(['Which benchmark?', ...lines].join('\n'));
  process.exit(2);
}
console.log(await describeMachine());
console.log(await bench.run());
