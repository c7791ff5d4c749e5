import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import packageManifest from '../../package.json' with { type: 'json' };
import { alarmKinds } from '../../infra/alarm-kinds.ts';
import { codesOf } from './docs/find-codes.ts';
import { brokenLinks, commandLines, headings, namedPaths, rowsOf } from './docs/read-markdown.ts';
import { readSourceFiles } from './house/source-file.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const runbook = read('docs/runbook.md');
const documents = [
  'README.md',
  'layers/README.md',
  ...readdirSync(join(root, 'lambdas')).map((name) => `lambdas/${name}/README.md`),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`),
];

const sources = (await readSourceFiles()).filter(({ path }) => /^(layers|lambdas|cli)\//.test(path));
const codes = new Set<string>([...sources.flatMap(({ text }) => codesOf(text)), ...alarmKinds]);
const documented = new Set([...headings(runbook).filter(isCode), ...rowsOf(runbook).filter(isCode)]);

function isCode(word: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)+$|^(?:defect|contradiction|drift|conflict)$/.test(word);
}

test('the scan finds a code of every kind that the sources write', () => {
  expect([...codes]).toEqual(
    expect.arrayContaining([
      'database-unavailable', // an error over several lines
      'lease-lost', // an error on one line
      'late-file', // a halt
      'withheld-deletes', // an alert
      'unreadable-ids', // the code of an alert
      'not-json', // a type of codes
      'not-utf8', // a verdict on a line
      'bad-id', // why an id cannot be read
      'refused-by-database', // a reject of the database's
      'folder-marker', // an ignored key
      'version-gone', // an ignored version
      'no-timestamp', // an ignored name
      'not-running', // a failure of the command line
      'no-unit', // a misuse of it
    ]),
  );
});

test('every code that a person can meet has a heading or a row in the runbook', () => {
  expect([...codes].filter((code) => !documented.has(code))).toEqual([]);
});

test('the runbook names no code that the sources do not', () => {
  expect([...documented].filter((code) => !codes.has(code))).toEqual([]);
});

test('every kind of alert has a heading of its own in the runbook', () => {
  const kinds = sources.flatMap(({ text }) => [...text.matchAll(/raiseAlert, \[\s*'([a-z-]+)'/g)]);
  expect(kinds.length).toBeGreaterThan(1);
  expect(headings(runbook)).toEqual(expect.arrayContaining(kinds.map(([, kind]) => kind)));
});

test('every table and view of the migrations is in the architecture', () => {
  const architecture = read('docs/architecture.md');
  const relations = ['control', 'business-unit'].flatMap((track) =>
    readdirSync(join(root, 'migrations', track)).flatMap((name) => [
      ...read(`migrations/${track}/${name}`).matchAll(/^create (?:table|view) (?:control\.)?(\w+)/gm),
    ]),
  );
  expect(relations.length).toBeGreaterThan(10);
  expect(relations.map(([, name]) => name!).filter((name) => !architecture.includes(`\`${name}\``))).toEqual(
    [],
  );
});

test('every dependency has its one line in the decisions', () => {
  const explained = rowsOf(read('docs/decisions/0001-dependencies.md'));
  expect(explained.filter((name) => name !== 'package').toSorted()).toEqual(
    Object.keys(packageManifest.dependencies).toSorted(),
  );
});

test('decisions are numbered without gaps, and their titles say their numbers', () => {
  const names = readdirSync(join(root, 'docs', 'decisions')).toSorted();
  const numbers = names.map((name) => read(`docs/decisions/${name}`).match(/^# (\d+)\. /)?.[1]);
  expect(numbers).toEqual(names.map((_, index) => String(index + 1)));
  expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1));
});

test.each(readdirSync(join(root, 'lambdas')))('the README of %s says all four things', (name) => {
  const said = [...read(`lambdas/${name}/README.md`).matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, word]) => word);
  expect(said).toEqual(['Purpose', 'Flow', 'Touches', 'Peculiarities']);
});

test.each(documents)('the command lines in %s are some that the command line knows', (path) => {
  const files = readdirSync(join(root, 'cli', 'verbs')).map((name) => name.slice(0, -'.ts'.length));
  const verbs = new Set(files);
  /** Of a verb with words below it, such as `export diff`, each may have a file of its own. */
  const textOf = (verb: string): string =>
    files
      .filter((name) => name === verb || name.startsWith(`${verb}-`))
      .map((name) => read(`cli/verbs/${name}.ts`))
      .join('');
  const known = ['--json', '--stage', '--endpoints', '--help'];
  const unknown = commandLines(read(path)).filter(({ verb, options }) => {
    const text = textOf(verb);
    return (
      !verbs.has(verb) || options.some((option) => !known.includes(option) && !text.includes(`'${option}`))
    );
  });
  expect(unknown).toEqual([]);
});

test.each(documents)('what %s links to and the files it names are there', (path) => {
  const folder = join(root, dirname(path));
  expect(brokenLinks(read(path), folder)).toEqual([]);
  const missing = namedPaths(read(path)).filter((named) => !existsSync(join(root, named)));
  expect(missing).toEqual([]);
});
