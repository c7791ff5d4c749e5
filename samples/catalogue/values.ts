import { text, type Text } from './text.ts';

/** A closed list of values: what a controlled attribute may hold, by key. */
export type ValueList = Readonly<Record<string, Text>>;

const same = (word: string): Text => text(word, word, word);

export const brands: ValueList = {
  ridgeline: same('Ridgeline'),
  halden: same('Halden'),
  brightwater: same('Brightwater'),
  kestrel_air: same('Kestrel Air'),
  torrance_pike: same('Torrance & Pike'),
};

export const refrigerants: ValueList = {
  r410a: same('R-410A'),
  r454b: same('R-454B'),
  r32: same('R-32'),
};

export const certifications: ValueList = {
  ahri: text('AHRI certified', 'Certificado AHRI', 'Certifié AHRI'),
  energy_star: same('ENERGY STAR'),
  ul: text('UL listed', 'Listado UL', 'Homologué UL'),
  csa: text('CSA certified', 'Certificado CSA', 'Certifié CSA'),
};

export const statuses: ValueList = {
  active: text('Active', 'Activo', 'Actif'),
  new: text('New', 'Nuevo', 'Nouveau'),
  last_chance: text('While supplies last', 'Hasta agotar existencias', "Jusqu'à épuisement des stocks"),
};

export type Controlled = { key: string; value: string };
export type ControlledMany = { keys: string[]; values: string[] };

/** The value of a controlled attribute, as the export writes it. */
export function controlled(list: ValueList, key: string): Controlled {
  return { key, value: list[key]?.en ?? key };
}

/** The values of a controlled attribute that may have several, keys and values by position. */
export function controlledMany(list: ValueList, keys: readonly string[]): ControlledMany {
  return { keys: [...keys], values: keys.map((key) => list[key]?.en ?? key) };
}
