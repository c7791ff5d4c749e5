import type { ExportConfiguration } from './configuration.ts';

/** Every name that a configuration has for a field, without its prefix; those of computed columns as far as they can be read. */
export function namedFields({ files, columns, mappings }: ExportConfiguration): string[] {
  const sources = columns.flatMap(({ source_type: type, source_value: value }) => {
    if (type === 'computed') return (value ?? '').split(',').map((name) => name.trim());
    return type === 'inriver_field' ? [value ?? ''] : [];
  });
  const mapped = mappings.filter(({ active }) => active).map((mapping) => mapping.inriver_field);
  const filtered = files.flatMap(({ filter }) => (filter ?? []).map(({ field }) => field));
  const names = [...sources, ...mapped, ...filtered].map((name) =>
    name.replace(/^(?:FieldValues|Attributes)\./, ''),
  );
  return [...new Set(names)].filter((name) => name !== '');
}
