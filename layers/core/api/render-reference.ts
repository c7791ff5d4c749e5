import { problems } from './problem.ts';

/** As much of an OpenAPI document as the page shows. */
type Schema = {
  type?: string | readonly string[];
  format?: string;
  description?: string;
  enum?: readonly (string | number)[];
  const?: string | number;
  default?: string | number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  anyOf?: readonly Schema[];
};
type Parameter = { name: string; in: string; required?: boolean; schema?: Schema; description?: string };
type Content = Readonly<Record<string, { schema?: Schema }>>;
type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  parameters?: readonly Parameter[];
  security?: readonly Readonly<Record<string, readonly string[]>>[];
  requestBody?: { content?: Content };
  responses?: Readonly<Record<string, { content?: Content }>>;
};
type OpenApiDocument = {
  info: { title: string; description?: string };
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

const style = `
  :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1.5rem; }
  code { font: .9em ui-monospace, monospace; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
  td:first-child { white-space: nowrap; }
  nav a { margin-right: 1rem; }`;

/**
 * The reference page of an API: one HTML document that loads nothing.
 * @param document OpenAPI 3.1, parsed
 */
export function renderReference(document: object): string {
  const { info, paths } = document as OpenApiDocument;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const links = operations.map(
    ({ path, method, operation }) =>
      `<a href="#${operation.operationId}">${method === 'GET' ? '' : `${method} `}${escape(path)}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(info.title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escape(info.title)}</h1>
${paragraphs(info.description)}
<nav>${links.join('\n')} <a href="#problems">Problems</a> <a href="openapi.json">openapi.json</a></nav>
${operations.map(({ path, method, operation }) => renderOperation(method, path, operation)).join('\n')}
${renderProblems()}
</body>
</html>
`;
}

function renderOperation(method: string, path: string, operation: Operation): string {
  const scopes = operation.security?.flatMap((scheme) => Object.values(scheme).flat()) ?? [];
  const parameters = (operation.parameters ?? []).map(({ name, schema = {}, description }) =>
    row(name, { ...schema, ...(description !== undefined && { description }) }),
  );
  const body = operation.requestBody?.content?.['application/json']?.schema;
  const schema = operation.responses?.['200']?.content?.['application/json']?.schema;
  return `<section>
<h2 id="${operation.operationId}"><code>${method} ${escape(path)}</code></h2>
<p><strong>${escape(operation.summary ?? '')}.</strong> ${code(operation.description ?? '')}</p>
<p>Scope: ${scopes.map((scope) => `<code>${escape(scope)}</code>`).join(' or ') || 'none'}</p>
${table('Parameters', parameters)}
${table('Body', body ? listFields('', body) : [])}
${table('Answer', schema ? listFields('', schema) : [])}
</section>`;
}

/** One row for each field, at any depth: `items[].name`. */
function listFields(prefix: string, schema: Schema): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const inner = field.items ?? field;
    const path = `${prefix}${name}${field.items ? '[]' : ''}`;
    return [row(path, field), ...(inner.properties ? listFields(`${path}.`, inner) : [])];
  });
}

function row(name: string, schema: Schema): string {
  const notes = [
    schema.description,
    schema.default === undefined ? '' : `Usually \`${String(schema.default)}\`.`,
  ];
  return `<tr><td><code>${escape(name)}</code></td><td>${code(describeType(schema))}</td><td>${code(notes.filter(Boolean).join(' '))}</td></tr>`;
}

function describeType(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(describeType).join(' or ');
  if (schema.items) return `list of ${describeType(schema.items)}`;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(' ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  const type = [schema.type ?? 'any'].flat().join(' or ');
  const range = [schema.minimum, schema.maximum].some(
    (limit) => limit !== undefined && Math.abs(limit) < 1e9,
  );
  return [type, schema.format, range ? `${schema.minimum ?? ''}…${clip(schema.maximum)}` : '']
    .filter(Boolean)
    .join(' ');
}

function clip(limit: number | undefined): string {
  return limit === undefined || limit > 1e9 ? '' : String(limit);
}

function renderProblems(): string {
  const rows = Object.entries(problems).map(
    ([name, { status, title }]) =>
      `<tr id="${name}"><td><code>${name}</code></td><td>${status}</td><td>${escape(title)}.</td></tr>`,
  );
  return `<section>
<h2 id="problems">Problems</h2>
<p>An error is <code>application/problem+json</code> (RFC 9457) with a stable <code>code</code>.</p>
${table('', rows)}
</section>`;
}

function table(title: string, rows: readonly string[]): string {
  if (rows.length === 0) return '';
  return `${title && `<h3>${title}</h3>`}<table>${rows.join('\n')}</table>`;
}

function paragraphs(text = ''): string {
  return text
    .split('\n\n')
    .map((paragraph) => `<p>${code(paragraph)}</p>`)
    .join('\n');
}

/** Text in which \`words\` are code. */
function code(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
