import { InvalidInput } from '#core/errors.ts';

/**
 * A text as a literal of SQL: the one way in which a text of a configuration reaches a statement. It reads the same
 * whatever `standard_conforming_strings` is.
 * @throws InvalidInput `unstorable-text` for a text that PostgreSQL cannot hold
 */
export function literal(text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw new InvalidInput(
      'unstorable-text',
      'A text holds a character that no text can hold: U+0000, or half of a surrogate pair.',
    );
  }
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
