import type { Output } from '../session.ts';
import { colour, type Colour } from './colour.ts';
import { printable } from './printable.ts';

/** Members of a log line that are the same on every line of a function, and would only hide the others. */
const always: ReadonlySet<string> = new Set([
  'timestamp',
  'level',
  'message',
  'service',
  'cold_start',
  'correlation_id',
  'function_arn',
  'function_memory_size',
  'function_name',
  'sampling_rate',
  'xray_trace_id',
]);

const styleByLevel: Readonly<Record<string, Colour>> = { ERROR: 'red', CRITICAL: 'red', WARN: 'yellow' };

/** The members of a line that a function logged as JSON; null for any other line. */
export function parseLogLine(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{')) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** `08:07:00.123 WARN message key=value …` of a JSON line; any other line as it is. */
export function formatLogLine(line: string, output: Output): string {
  const parsed = parseLogLine(line);
  if (!parsed) return printable(line);
  const { timestamp, level, message } = parsed;
  const facts = Object.entries(parsed)
    .filter(([name]) => !always.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const word = typeof level === 'string' ? level : '';
  const parts = [
    colour(output, 'dim', typeof timestamp === 'string' ? timestamp.slice(11, 23) : ''),
    colour(output, styleByLevel[word] ?? 'dim', word),
    printable(typeof message === 'string' ? message : JSON.stringify(message ?? '')),
    colour(output, 'dim', printable(facts.join(' '))),
  ];
  return parts.join(' ').trim();
}
