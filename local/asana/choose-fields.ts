/** What `opt_fields` asks for: `['due_on', 'custom_fields.name']`. Every object keeps its gid. */
export function chooseFields(value: unknown, paths: readonly string[] | null): unknown {
  if (paths === null || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element: unknown) => chooseFields(element, paths));
  const chosen = Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
    const below = paths
      .filter((path) => path.startsWith(`${name}.`))
      .map((path) => path.slice(name.length + 1));
    if (below.length > 0) return [[name, chooseFields(inner, below)]];
    return name === 'gid' || paths.includes(name) ? [[name, inner]] : [];
  });
  return Object.fromEntries(chosen);
}
