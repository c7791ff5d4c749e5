import { attributesByEntityType, type Attribute } from '../catalogue/attributes.ts';
import { families } from '../catalogue/families.ts';

/** The attribute file: one array with an element for each entity type. */
export function buildAttributeFile(): unknown[] {
  return Object.entries(attributesByEntityType).map(([entityType, attributes]) => ({
    EntityTypeId: entityType,
    Attributes: attributes.map((attribute, index) => buildAttribute(attribute, (index + 1) * 10, entityType)),
  }));
}

function buildAttribute(attribute: Attribute, sortOrder: number, entityType: string): unknown {
  const { id, name, dataType, allowed, multiple, refrigerationOnly } = attribute;
  const fieldSets = families.filter((family) => !refrigerationOnly || family.refrigeration);
  return {
    AttributeId: id,
    Name: { stringMap: name },
    SortOrder: sortOrder,
    DataType: dataType,
    ...(allowed && {
      IsMultiValue: multiple === true,
      AllowedValues: Object.fromEntries(Object.entries(allowed).map(([key, value]) => [key, value.en])),
    }),
    AvailableFieldsets:
      entityType === 'Product'
        ? fieldSets.map((family) => ({ Id: family.id, Name: { stringMap: { en: family.name.en } } }))
        : [],
  };
}
