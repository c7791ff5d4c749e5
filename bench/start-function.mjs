import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Run as a process of its own, as JavaScript: taking the types off TypeScript would take a third of the time that is
// measured. Node counts from the start of the process.
const nodeMs = performance.now();
const [place = '', ...packages] = process.argv.slice(2);
const bundle = join(place, 'index.mjs');
const { resolve } = createRequire(bundle);
for (const name of packages) await import(pathToFileURL(resolve(name)).href);
const layerMs = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
if (typeof handler !== 'function') throw new Error(`${bundle} exports no handler.`);
console.log(JSON.stringify({ nodeMs, layerMs, readyMs: performance.now() }));
