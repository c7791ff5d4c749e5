import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

// Loaded before a benchmark that runs statements of the product itself: what the bundler does for the functions.
registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.sql')) return next(url, context);
    const text = readFileSync(fileURLToPath(url), 'utf8');
    return { format: 'module', source: `export default ${JSON.stringify(text)};`, shortCircuit: true };
  },
});
