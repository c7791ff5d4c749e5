import { readImports } from './read-imports.ts';
import type { HouseRule } from './source-file.ts';

const emptyWords = ['util', 'helper', 'common', 'shared', 'misc', 'manager', 'service', 'base'];

/** What a name ends on is what the thing is: `shared-prefix` is a prefix, `string-utils` is nothing. */
export const namesSaySomething: HouseRule = ({ path }) => {
  const nouns = path
    .replace(/\.\w+$/, '')
    .split(/[/.]/)
    .map((name) => name.split('-').at(-1)!);
  const empty = nouns.find((noun) => emptyWords.some((word) => noun === word || noun === `${word}s`));
  return empty
    ? [`${path} is called "${empty}", which says nothing: name it after the one thing it exports.`]
    : [];
};

export const namesAreKebabCase: HouseRule = ({ path }) => {
  const wrong = path.split('/').find((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*$/.test(name));
  return wrong ? [`${path}: "${wrong}" is not kebab-case. Rename it.`] : [];
};

/** Tools that find their configuration by its default export. */
const configuredByDefault = /^[\w.-]+\.config\.ts$|^test\/support\/start-database\.ts$|\.d\.ts$/;

export const exportsHaveNames: HouseRule = ({ path, text }) =>
  /^export default\b/m.test(text) && !configuredByDefault.test(path)
    ? [`${path} has a default export: give it a name, the same wherever it is imported.`]
    : [];

export const nothingIsHandedOn: HouseRule = ({ path, text }) =>
  readImports(text)
    .filter(({ handsOn }) => handsOn)
    .map(({ specifier }) => `${path} hands on what ${specifier} exports: import it from there.`);

export const onlyFunctionsHaveAnIndex: HouseRule = ({ path }) =>
  path.endsWith('/index.ts') && !/^lambdas\/[^/]+\/index\.ts$/.test(path)
    ? [`${path} is an index: name it after the one thing it exports.`]
    : [];
