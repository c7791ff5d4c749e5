import { InvalidInput } from '../errors.ts';

const bareWord = /[A-Za-z0-9_.+-]+/y;
const quotedText = /"((?:[^"]|"")*)"/y;
const whiteSpace = /\s*/y;

/** Walks through the text of a transformation. What it says of a fault names the character, the first being 1. */
export class TransformationScanner {
  readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.take(whiteSpace);
  }

  /** Where the next thing begins. */
  get place(): number {
    return this.at;
  }

  get atEnd(): boolean {
    return this.at === this.text.length;
  }

  /** Steps over one of the signs `|`, `(`, `)`, `,`, `=`, if it is next. */
  skip(sign: string): boolean {
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    this.take(whiteSpace);
    return true;
  }

  /** A name or a number, as it stands; null where something else is next. */
  readWord(): string | null {
    const word = this.take(bareWord)?.[0] ?? null;
    this.take(whiteSpace);
    return word;
  }

  /** A text in quotes, doubled quotes in it being one; null where something else is next. */
  readQuoted(): string | null {
    const quoted = this.take(quotedText)?.[1] ?? null;
    this.take(whiteSpace);
    return quoted?.replaceAll('""', '"') ?? null;
  }

  /** @throws InvalidInput with a code and what was expected where */
  fail(code: string, message: string, at = this.at): never {
    throw new InvalidInput(code, `Character ${at + 1}: ${message}`, { at: at + 1 });
  }

  /** @throws InvalidInput `bad-transformation` */
  expected(what: string): never {
    const rest = Array.from(this.text.slice(this.at, this.at + 40))
      .slice(0, 12)
      .join('');
    const found = this.atEnd
      ? 'its end'
      : rest.startsWith('"')
        ? 'a quote that is never closed'
        : `"${rest}"`;
    return this.fail('bad-transformation', `expected ${what}, found ${found}.`);
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }
}
