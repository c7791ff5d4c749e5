/** At most `width` characters of the text, its end cut off. */
export function shortenEnd(text: string, width: number): string {
  if (text.length <= width) return text;
  return width < 1 ? '' : `${text.slice(0, width - 1)}…`;
}

/** At most `width` characters of a key or path: what makes it different stands at its end. */
export function shortenStart(text: string, width: number): string {
  if (text.length <= width) return text;
  return width < 1 ? '' : `…${text.slice(text.length - width + 1)}`;
}
