import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSamples } from './build-samples.ts';

/** Writes the samples anew: `node samples/generate.ts`. The bytes are the same at every run. */
const samples = import.meta.dirname;
rmSync(join(samples, 'landing'), { recursive: true, force: true });
let totalBytes = 0;
for (const [path, bytes] of buildSamples()) {
  mkdirSync(dirname(join(samples, path)), { recursive: true });
  writeFileSync(join(samples, path), bytes);
  totalBytes += bytes.length;
}
console.log(`${Math.round(totalBytes / 1000)} kB in ${samples}`);
