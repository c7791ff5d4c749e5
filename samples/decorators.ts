import { Decorator } from '#core/export/configuration.ts';
import { writeSheet } from '#core/export/configuration-sheet.ts';

/** What the PIM before knew of attributes: what they are for, and which parts some of them play. */
const known: Readonly<Record<string, { purposes: readonly string[]; role?: string }>> = {
  ProductId: { purposes: ['searchable'], role: 'key' },
  ProductName: { purposes: ['searchable', 'print'], role: 'title' },
  ProductDescription: { purposes: ['print'] },
  ProductBrand: { purposes: ['searchable', 'filter'] },
  ProductCertifications: { purposes: ['filter', 'print'] },
  ProductSeer2: { purposes: ['filter', 'compare'] },
  ProductRefrigerant: { purposes: ['filter', 'compare'] },
  ProductWarrantyYears: { purposes: ['compare'] },
  ItemId: { purposes: ['searchable'], role: 'key' },
  ItemSize: { purposes: ['filter', 'compare'], role: 'variant' },
  ItemUpc: { purposes: ['searchable'], role: 'barcode' },
};

/** The sheet `decorator_data.csv` of the samples. */
export function buildDecoratorSheet(): string {
  const facts = Object.entries(known).flatMap(([attribute, { purposes, role }]) => [
    ...purposes.map((purpose) => ({ attribute, type: 'purpose', value: purpose })),
    ...(role === undefined ? [] : [{ attribute, type: 'role', value: role }]),
  ]);
  const rows = facts.map(({ attribute, type, value }, index) =>
    Decorator.parse({
      id: index + 1,
      ...{ entity_type: 'attribute', entity_id: attribute, decorator_type: type, decorator_value: value },
      source: 'Heiler',
    }),
  );
  return writeSheet('decorators', rows);
}
