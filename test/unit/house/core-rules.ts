import { readImports } from './read-imports.ts';
import { packageOf, resolveImport, ringOf } from './ring.ts';
import type { HouseRule } from './source-file.ts';

/** Node's own modules that only compute. */
const computing = new Set(['node:buffer', 'node:crypto', 'node:stream', 'node:util', 'node:zlib']);
const pure = ['core', 'catalog'];

export const coreKnowsNoPackageButZod: HouseRule = ({ path, text }) => {
  if (!pure.includes(ringOf(path))) return [];
  return readImports(text).flatMap(({ specifier }) => {
    if (resolveImport(specifier, path) !== null || packageOf(specifier) === 'zod' || computing.has(specifier))
      return [];
    return [`${path} imports ${specifier}: core and catalog only compute. Have it passed in, as a function.`];
  });
};

/** What makes a result depend on more than the arguments. */
const outsideWorld: { pattern: RegExp; what: string }[] = [
  { pattern: /\bDate\.now\(|\bnew Date\(\)|\bperformance\./, what: 'reads the clock' },
  { pattern: /\bMath\.random\(|\brandom(UUID|Bytes|Int)\b/, what: 'is random' },
  { pattern: /\bprocess\./, what: 'reads the process' },
  { pattern: /\bset(Timeout|Interval|Immediate)\(/, what: 'waits' },
  { pattern: /\bconsole\.|\bfetch\(/, what: 'talks to the outside' },
];

export const coreComputesOnly: HouseRule = ({ path, text }) => {
  if (!pure.includes(ringOf(path)) || !path.endsWith('.ts')) return [];
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  return outsideWorld
    .filter(({ pattern }) => pattern.test(code))
    .map(
      ({ what }) =>
        `${path} ${what}: core and catalog only compute. Have it passed in, as a value or a function.`,
    );
};
