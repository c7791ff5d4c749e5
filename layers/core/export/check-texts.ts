import { configurationTables, type ConfigurationProblem, type ExportConfiguration } from './configuration.ts';
import { FoundProblems } from './found-problems.ts';

/** Texts that PostgreSQL cannot hold: with the character NUL, or with half of a pair of surrogates. */
export function checkTexts(configuration: ExportConfiguration): ConfigurationProblem[] {
  const lists = Object.keys(configurationTables) as (keyof typeof configurationTables)[];
  return lists.flatMap((list) => {
    const problems = new FoundProblems(configurationTables[list]);
    for (const row of configuration[list]) {
      for (const [cell, value] of Object.entries(row)) {
        if (textsIn(value).every((text) => text.isWellFormed() && !text.includes('\0'))) continue;
        const message = `${cell} holds a character that no text can hold: U+0000, or half of a surrogate pair.`;
        problems.add(row.id, { code: 'unstorable-text', message });
      }
    }
    return problems.list;
  });
}

/** The texts of a cell, those of lists and objects in it too. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
