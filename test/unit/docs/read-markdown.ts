import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of every heading, in order. */
export function headings(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, text]) => text!);
}

/** What stands in backticks in the first cell of each row of a table. */
export function rowsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell]) => cell!);
}

/** The links of a document to files or headings that are not there. `folder` is where it lies. */
export function brokenLinks(markdown: string, folder: string): string[] {
  const targets = [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [path, anchor] = target.split('#') as [string, string?];
    const file = join(folder, path);
    if (path !== '' && !existsSync(file)) return true;
    if (anchor === undefined) return false;
    const text = path === '' ? markdown : readFileSync(file, 'utf8');
    return !headings(text).map(anchorOf).includes(anchor);
  });
}

/** The paths below the project's folders that stand in backticks, those with a placeholder left out. */
export function namedPaths(markdown: string): string[] {
  const folders = 'bench|cli|docs|infra|lambdas|layers|local|migrations|samples|test|core|database|platform';
  const inTicks = new RegExp(`\`((?:${folders})/[\\w./-]*)\``, 'g');
  const rings = /^(?:core|database|platform)\//;
  return [...markdown.matchAll(inTicks)].map(([, path]) => (rings.test(path!) ? `layers/${path}` : path!));
}

/** What is called as `npx millrace VERB …`: the verb, and the options in what follows it on its line. */
export function commandLines(markdown: string): { verb: string; options: string[] }[] {
  return [...markdown.matchAll(/npx millrace\s+([a-z]+)([^`\n#]*)/g)].map(([, verb, rest]) => ({
    verb: verb!,
    options: rest!.match(/--[a-z-]+/g) ?? [],
  }));
}

function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```$/gm, '');
}

/** As GitHub makes it of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
