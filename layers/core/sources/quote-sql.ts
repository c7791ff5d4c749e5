/** A name as SQL takes it, whatever its letters. */
export function quoteIdentifier(name: string): string {
  return `"${withoutNul(name).replaceAll('"', '""')}"`;
}

/** A text as SQL takes it, whatever its letters and whatever `standard_conforming_strings` says. */
export function quoteLiteral(text: string): string {
  const quoted = `'${withoutNul(text).replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return quoted.includes('\\') ? `E${quoted}` : quoted;
}

function withoutNul(text: string): string {
  if (text.includes('\0')) throw new Error(`PostgreSQL has no place for the NUL character in "${text}".`);
  return text;
}
