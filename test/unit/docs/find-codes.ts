const word = "'([a-z0-9]+(?:-[a-z0-9]+)*)'";

/** The ways in which the sources write a code that is shown to people. */
const patterns = [
  new RegExp(
    `new (?:InvalidInput|OutOfOrder|Unavailable|NotFound|Defect|Failure|Throttled|Unauthorized|Refused)\\(\\s*${word}`,
    'g',
  ),
  new RegExp(`\\b(?:misuse|ignored|bad|none|fail|raise)\\(\\s*${word}`, 'g'),
  new RegExp(`\\brefuse\\(\\s*\\w+,\\s*${word}`, 'g'),
  new RegExp(`raiseAlert, \\[\\s*${word},\\s*'(?:warning|critical)'`, 'g'),
  new RegExp(`raiseAlert, \\[[^\\]]*,\\s*${word},\\s*message`, 'g'),
];
/** A code in an object or a type; a type may list several, an object may choose between two. */
const members = /\b(?:code|ignoredCode)\??: (?:\w+ \? )?((?:'[a-z0-9-]+'(?:\s*[|:]\s*)?)+)/g;

/** Every code that a source file writes. zod has a word of its own for issues: `custom` is none of ours. */
export function codesOf(text: string): string[] {
  const called = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code]) => code!));
  const listed = [...text.matchAll(members)].flatMap(([, list]) => [
    ...list!.matchAll(new RegExp(word, 'g')),
  ]);
  return [...called, ...listed.map(([, code]) => code!)].filter((code) => code !== 'custom');
}
