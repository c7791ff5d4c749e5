/** What a file imports, or hands on with `export … from`. */
export type Import = {
  specifier: string;
  /** The whole statement is `import type` or `export type`: nothing of it is left at run time. */
  typeOnly: boolean;
  /** `export … from`. */
  handsOn: boolean;
};

/**
 * The imports of a TypeScript file, static and dynamic. It reads text as the formatter leaves it: statements begin
 * their line and use single quotes.
 */
export function readImports(text: string): Import[] {
  const statics = [...text.matchAll(/^(import|export)\s+(type\s+)?(?:[\w\s{},*$]*?\sfrom\s+)?'([^'\n]+)'/gm)];
  const dynamics = [...text.matchAll(/\bimport\('([^'\n]+)'\)/g)];
  return [
    ...statics.map(([, keyword, type, specifier]) => ({
      specifier: specifier!,
      typeOnly: type !== undefined,
      handsOn: keyword === 'export',
    })),
    ...dynamics.map(([, specifier]) => ({ specifier: specifier!, typeOnly: false, handsOn: false })),
  ];
}
