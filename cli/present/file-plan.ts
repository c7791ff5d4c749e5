import type { FilePlan, PlannedChange } from '#core/plan/file-plan.ts';
import type { Output } from '../session.ts';
import { colour } from './colour.ts';
import { formatChange } from './field-change.ts';
import { printable } from './printable.ts';
import { formatCount, formatCountOf } from './quantities.ts';
import { wrap } from './wrap.ts';

/** How wide a line is where no terminal says how wide it is. */
const lineWidth = 120;
const fieldsShown = 8;

const places = {
  last: 'after all files in force',
  late: 'late: it takes its place before files in force',
  correction: 'a correction: it takes the place of an older version of its key',
  duplicate: 'a duplicate: these very bytes are in force already',
} as const;

/** What the file is and would do, what stops it, then the first records that change, field by field. */
export function formatFilePlan(
  plan: FilePlan,
  { unit, all }: { unit: string; all: boolean },
  output: Output,
): string {
  const sentences = [
    `${plan.feed} ${plan.kind}, ${places[plan.place]}`,
    ...(plan.place === 'duplicate' ? [] : describeLines(plan)),
    ...plan.notes.map((note) => colour(output, 'yellow', printable(note))),
  ];
  const width = Math.min(output.columns, lineWidth) - 2;
  const lines = [
    colour(output, 'bold', printable(plan.file)),
    ...sentences.flatMap((sentence) => wrap(sentence, width)).map((line) => `  ${line}`),
    ...formatVerdict(plan, unit, width, output),
    ...formatRejects(plan, output),
    ...plan.changes.flatMap((change) => formatRecord(change, all, output)),
    ...pointToMore(plan),
  ];
  return `${lines.join('\n')}\n`;
}

function describeLines({ lines, folded, counts, overtaken }: FilePlan): string[] {
  const rejected = lines.rejected > 0 ? `, ${formatCount(lines.rejected)} rejected` : '';
  const again = folded > 0 ? `, ${formatCount(folded)} overtaken by later lines of the same record` : '';
  const changes = (['inserted', 'updated', 'unchanged', 'deleted'] as const).map(
    (what) => `${formatCount(counts[what])} ${what}`,
  );
  return [
    `${formatCountOf(lines.total, 'line')}: ${formatCount(lines.good)} good${rejected}${again}`,
    `${formatCountOf(counts.inserted + counts.updated + counts.unchanged + counts.deleted, 'record')}: ${changes.join(', ')}`,
    ...(overtaken > 0
      ? [`${formatCountOf(overtaken, 'record')} of it ${overtaken === 1 ? 'is' : 'are'} in later files, too`]
      : []),
  ];
}

function formatVerdict({ halts, place }: FilePlan, unit: string, width: number, output: Output): string[] {
  if (halts.length === 0) {
    const words = place === 'duplicate' ? 'nothing would happen' : 'it would load';
    return [`  ${colour(output, 'green', words)}`];
  }
  return halts.flatMap(({ code, message }) => [
    `  ${colour(output, 'red', `it would halt: ${code}`)}`,
    ...wrap(printable(message), width - 2).map((line) => `    ${line}`),
    `    ${adviseBefore(code, unit)}`,
  ]);
}

/** What to do about a halt that has not happened yet. */
function adviseBefore(code: string, unit: string): string {
  if (code === 'deletion-guard') {
    return `If they are to go: load it, then npx millrace resume EVENT --bu ${unit} --accept-deletes`;
  }
  if (code === 'late-file' || code === 'corrected-file') {
    return `To put it in its place: load it, then npx millrace resume EVENT --bu ${unit}`;
  }
  if (code === 'other-file-shape') return 'Do not load it.';
  return 'Mend it, and plan it again.';
}

function formatRejects({ rejects, lines }: FilePlan, output: Output): string[] {
  if (rejects.length === 0) return [];
  const hidden = lines.rejected - rejects.length;
  return [
    '',
    ...rejects.map(
      ({ line, code, reason }) => `  line ${line}  ${colour(output, 'red', code)}  ${printable(reason)}`,
    ),
    ...(hidden > 0 ? [`  … and ${formatCount(hidden)} more rejects`] : []),
  ];
}

function formatRecord(change: PlannedChange, all: boolean, output: Output): string[] {
  const { id, kind, line, fields, hiddenFields = 0 } = change;
  const where = line === null || line === 0 ? 'not in the full file' : `line ${line}`;
  const style = { inserted: 'green', updated: 'yellow', deleted: 'red' } as const;
  const width = Math.min(output.columns, lineWidth) - 4;
  const shown = all ? fields : fields.slice(0, fieldsShown);
  const hidden = fields.length + hiddenFields - shown.length;
  return [
    '',
    `  ${printable(id)}  ${colour(output, style[kind], kind)}  ${where}`,
    ...shown.map((field) => `    ${formatChange(field, width)}`),
    ...(hidden > 0 ? [`    … and ${formatCountOf(hidden, 'field')} more`] : []),
  ];
}

function pointToMore({ changes, counts, nextId }: FilePlan): string[] {
  if (nextId === null) return [];
  const hidden = counts.inserted + counts.updated + counts.deleted - changes.length;
  return ['', `  … and ${formatCountOf(hidden, 'record')} more: --all shows them`];
}
