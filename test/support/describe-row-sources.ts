import type { RowSource } from '#core/export/row-source.ts';

/** What the rows of a CSV can be, as a document. */
export function describeRowSources(rowSources: readonly RowSource[]): string {
  return `${preamble}${rowSources.map(describeOne).join('\n')}`;
}

function describeOne({ name, title, feeds, fields, attributes, entities }: RowSource): string {
  const rows = Object.entries(fields).map(
    ([field, { kind, title: what }]) => `| \`${field}\` | ${kind === 'json' ? 'value' : 'text'} | ${what} |`,
  );
  const others =
    attributes.length === 0
      ? 'Every other field is unknown.'
      : `Every other field is an attribute, looked up in ${attributes.map(wordsOf).join(', then ')}.`;
  const decorators =
    entities.length === 0
      ? 'Decorators: none.'
      : `Decorators: those of its ${entities.map(({ type }) => type).join(', else of its ')}.`;
  return `## ${name}

${title}. Needs ${feeds.join(' and ')}. ${others} ${decorators}

| field | gives | what it is |
|---|---|---|
${rows.join('\n')}
`;
}

/** `own_attributes`: `own attributes`. */
function wordsOf(column: string): string {
  return column === 'attributes' ? 'its attributes' : `the ${column.replaceAll('_', ' ')}`;
}

const preamble = `# Row sources

Generated from \`layers/catalog/row-sources.ts\`: run \`npx vitest run test/unit/export/row-sources.test.ts --update\` and
commit.

What \`row_source\` of \`csv_file_config\` may be, and the fields that its rows have beside their attributes. Only live
products, nodes and attributes have rows. An attribute that is called like a field is reached as \`Attributes.NAME\`. A
**value** has locales, keys or elements for [transformations](transformations.md) to choose from, a **text** is as it is
written.

`;
