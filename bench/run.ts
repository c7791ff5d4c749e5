import { benchLatency } from './latency.ts';
import { benchLoad } from './load.ts';
import { describeMachine } from './machine.ts';

/** Every benchmark there is, by the word that starts it. */
const benches: Record<string, { about: string; run: () => Promise<string> }> = {
  load: { about: 'a file of 100,000 products against a bare COPY and against upserts', run: benchLoad },
  latency: { about: 'from the end of an upload to its file_complete, on the local stack', run: benchLatency },
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
