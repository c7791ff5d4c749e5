import type { RowSource } from '#core/export/row-source.ts';
import sql from './attribute-set.sql' with { type: 'text' };

export const attributeSet: RowSource = {
  name: 'attribute-set',
  title: 'A row for each field set that AttributeFile declares an attribute for',
  feeds: ['attribute_file'],
  sql,
  fields: {
    FieldSetId: { column: 'field_set_id', kind: 'text', title: 'The id of the field set' },
    Name: { column: 'name', kind: 'json', title: 'Its name, in its locales' },
    AttributeCount: { column: 'attribute_count', kind: 'text', title: 'How many attributes it has' },
  },
  attributes: [],
  entities: [],
  records: [],
  order: ['field_set_id'],
};
