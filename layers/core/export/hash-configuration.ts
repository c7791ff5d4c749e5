import { createHash } from 'node:crypto';
import type { ExportConfiguration } from './configuration.ts';

/** A JSON value on one line, the members of every object by code point: equal values, equal texts. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** Sha-256, in hex, of the canonical JSON of a configuration, ids included: what it is kept under. */
export function hashConfiguration(configuration: ExportConfiguration): string {
  return createHash('sha256').update(canonicalJson(configuration)).digest('hex');
}
