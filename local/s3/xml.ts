export type XmlValue = string | number | boolean | null | undefined | XmlElements | readonly XmlValue[];
export type XmlElements = { readonly [name: string]: XmlValue };

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

/** A document in S3's namespace. An array becomes one element for each of its values; null and undefined, none. */
export function xmlDocument(root: string, children: XmlElements): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${elements(children)}</${root}>`;
}

function elements(children: XmlElements): string {
  return Object.entries(children)
    .map(([name, value]) => element(name, value))
    .join('');
}

function element(name: string, value: XmlValue): string {
  if (value === null || value === undefined) return '';
  if (isArray(value)) return value.map((one) => element(name, one)).join('');
  if (typeof value === 'object') return `<${name}>${elements(value)}</${name}>`;
  return `<${name}>${String(value).replace(/[&<>"\r]/g, (char) => escapes[char] ?? char)}</${name}>`;
}

function isArray(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/**
 * The texts of some children of every `name` element of a request: those that S3 takes are two levels deep and have no
 * attributes that matter.
 */
export function readXmlElements(
  xml: string,
  name: string,
  children: readonly string[],
): Record<string, string | undefined>[] {
  const bodies = xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'));
  return Array.from(bodies, ([, body = '']) =>
    Object.fromEntries(children.map((child) => [child, readXmlText(body, child)])),
  );
}

/** The text of the first such element. */
export function readXmlText(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`).exec(xml)?.[1];
  return found?.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, entity) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return namedEntities[entity as string] ?? whole;
  });
}

const namedEntities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
