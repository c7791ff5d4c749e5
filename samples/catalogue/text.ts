/** A text in the three languages of the catalogue. */
export type Text = { en: string; es: string; 'fr-CA': string };

/** The text in three languages, in that order: English, Spanish, Canadian French. */
export function text(en: string, es: string, frCa: string): Text {
  return { en, es, 'fr-CA': frCa };
}

/** The same in every language with each `{name}` replaced by its value. */
export function fill(template: Text, values: Readonly<Record<string, string | number>>): Text {
  const replace = (line: string): string =>
    line.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  return text(replace(template.en), replace(template.es), replace(template['fr-CA']));
}
