import type { Transformation } from '#core/export/transformation.ts';
import { signatureOf } from '#core/export/transformations.ts';

/** The closed list as a document. */
export function describeTransformations(list: readonly Transformation[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const code = (text: string): string => `\`${cell(text)}\``;
  const given = (values: readonly unknown[]): string =>
    values.map((value) => code(JSON.stringify(value))).join(', ');
  const rows = list.map((each) => {
    const { step, given: values, gives } = each.example;
    const example = `${code(step)} of ${given(values)} is ${gives === null ? 'missing' : code(JSON.stringify(gives))}`;
    return `| ${code(signatureOf(each))} | ${each.takes} → ${each.gives} | ${cell(each.doc)} | ${example} |`;
  });
  return `${preamble}${rows.join('\n')}\n`;
}

const preamble = `# Transformations

Generated from \`layers/core/export/transformations.ts\`: run \`npx vitest run test/unit/export/transformations.test.ts
--update\` and commit. The examples are tested.

A transformation is a row of steps, each taking what the one before it gives:

\`\`\`
locale("fr-CA", "en") | trim | truncate(40, "…")
\`\`\`

Texts stand in double quotes, a quote in them doubled; numbers and words may stand without. \`x?\` may be left out, \`x …\` may
be repeated. At most 20 steps. There are no patterns and no code: what is not in this list does not exist.

A **value** is what the record holds, with its locales, keys or elements; a **text** is what the CSV shows. Where a step wants
the other it gets it: of a value the text that a CSV would show without any transformation. What is missing stays missing
where nothing else is said, and an empty text counts as missing for \`default_value\` and \`required\`.

A column of several fields (several mapping rows, or \`computed\`) has the first that is there, unless its first step is
\`join\`, \`concat\`, \`coalesce\` or \`template\`: those get all of them. A \`computed\` column needs one of the four. What it is
made of is listed in \`source_value\`: \`ItemSize, ProductName\`.

| step | takes → gives | what it does | example |
|---|---|---|---|
`;
