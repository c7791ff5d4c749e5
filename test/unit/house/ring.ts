import { posix } from 'node:path';

/** Where a file belongs: its ring of `layers/`, else its folder at the root, else `root`. */
export function ringOf(path: string): string {
  const [first, second, ...rest] = path.split('/');
  if (second === undefined) return 'root';
  return first === 'layers' && rest.length > 0 ? second : first!;
}

/**
 * The project's file that an import names, from the project's root; null when it names a package.
 * `#core/limits.ts` is `layers/core/limits.ts`.
 */
export function resolveImport(specifier: string, importer: string): string | null {
  if (specifier.startsWith('#')) return `layers/${specifier.slice(1)}`;
  if (!specifier.startsWith('.')) return null;
  return posix.join(posix.dirname(importer), specifier);
}

/** The package that a specifier names: `@scope/name` or `name`, without what follows. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
