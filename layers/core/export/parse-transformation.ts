import { checkArgument } from './check-argument.ts';
import type { Step } from './csv-plan.ts';
import { TransformationScanner } from './transformation-scanner.ts';
import type { ArgumentKind, Transformation } from './transformation.ts';
import { findTransformation, signatureOf, transformations } from './transformations.ts';

const stepsAtMost = 20;
const argumentsAtMost = 400;
const charactersAtMost = 10_000;

/** An argument as it was written; `pair` where it is `"a"="b"`, whose two texts both go into the step. */
type Written = { texts: readonly string[]; isPair: boolean; at: number };

/**
 * The steps of a transformation such as `trim | truncate(40) | map("a"="b", "c"="d")`: names of the closed list, texts in
 * double quotes, a quote in them doubled. Null and blank have no steps.
 * @throws InvalidInput saying at which character, with the code `bad-transformation` where it is not written like that,
 * `unknown-transformation`, `wrong-arity` or `bad-argument`
 */
export function parseTransformation(text: string | null): Step[] {
  const scanner = new TransformationScanner(text ?? '');
  if (scanner.text.length > charactersAtMost) {
    scanner.fail('bad-transformation', `a transformation has at most ${charactersAtMost} characters.`, 0);
  }
  if (scanner.atEnd) return [];
  const steps: Step[] = [];
  do {
    if (steps.length === stepsAtMost) {
      scanner.fail('bad-transformation', `a transformation has at most ${stepsAtMost} steps.`);
    }
    steps.push(readStep(scanner));
  } while (scanner.skip('|'));
  if (!scanner.atEnd) scanner.expected('| and another step');
  return steps;
}

function readStep(scanner: TransformationScanner): Step {
  const at = scanner.place;
  const name = scanner.readWord() ?? scanner.expected('the name of a transformation');
  const known = findTransformation(name) ?? refuseName(scanner, name, at);
  const written = scanner.skip('(') ? readArguments(scanner) : [];
  checkArguments(scanner, known, written, at);
  return { name, args: written.flatMap(({ texts }) => texts) };
}

function refuseName(scanner: TransformationScanner, name: string, at: number): never {
  const known = transformations.map((each) => each.name).join(', ');
  return scanner.fail(
    'unknown-transformation',
    `there is no transformation "${name}". There are: ${known}.`,
    at,
  );
}

function readArguments(scanner: TransformationScanner): Written[] {
  const written: Written[] = [];
  if (scanner.skip(')')) return written;
  do {
    if (written.length === argumentsAtMost) {
      scanner.fail('bad-transformation', `a step has at most ${argumentsAtMost} arguments.`);
    }
    const at = scanner.place;
    const text = readText(scanner);
    const isPair = scanner.skip('=');
    written.push({ texts: isPair ? [text, readText(scanner)] : [text], isPair, at });
  } while (scanner.skip(','));
  if (!scanner.skip(')')) scanner.expected(', or )');
  return written;
}

function readText(scanner: TransformationScanner): string {
  return (
    scanner.readQuoted() ?? scanner.readWord() ?? scanner.expected('a number or a text in double quotes')
  );
}

/** Holds the arguments against what the transformation takes: how many, pairs or not, each of its kind. */
function checkArguments(
  scanner: TransformationScanner,
  known: Transformation,
  written: readonly Written[],
  at: number,
): void {
  const { required, optional, repeated } = known;
  const named = [...required, ...optional];
  const atLeast = required.length + (repeated?.atLeast ?? 0);
  if (written.length < atLeast || (!repeated && written.length > named.length)) {
    scanner.fail('wrong-arity', `it is ${signatureOf(known)}, and has ${count(written.length)} here.`, at);
  }
  for (const [index, argument] of written.entries()) {
    const { kind, name } = named[index] ?? repeated!;
    checkWritten(scanner, argument, kind, `${known.name}: the argument "${name}"`);
  }
  if (repeated?.kind === 'pair') refuseSecondPair(scanner, written);
}

function checkWritten(
  scanner: TransformationScanner,
  { texts, isPair, at }: Written,
  kind: ArgumentKind | 'pair',
  what: string,
): void {
  if (isPair !== (kind === 'pair')) {
    scanner.fail('bad-argument', `${what} is ${kind === 'pair' ? 'a pair such as "a"="b"' : 'no pair'}.`, at);
  }
  const expected = kind === 'pair' ? null : checkArgument(kind, texts[0]!);
  if (expected !== null) scanner.fail('bad-argument', `${what} has to be ${expected}.`, at);
}

function refuseSecondPair(scanner: TransformationScanner, written: readonly Written[]): void {
  const seen = new Set<string>();
  for (const { texts, at } of written) {
    if (seen.has(texts[0]!)) scanner.fail('bad-argument', `map: "${texts[0]}" is mapped twice.`, at);
    seen.add(texts[0]!);
  }
}

function count(given: number): string {
  return given === 0 ? 'no argument' : given === 1 ? 'one argument' : `${given} arguments`;
}
