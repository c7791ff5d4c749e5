import type { ColumnPlan, CsvPlan, ValueSource } from '../csv-plan.ts';
import type { RowRecord } from '../row-source.ts';

/** A part of a record that a cell is made of. */
export type RecordRead = {
  feed: string;
  id: string;
  /** What the history of the record calls the field. */
  field: string;
  /** What people are told. */
  name: string;
  /** Of one element of an array instead of the record: the array, and the EntityId of the element. */
  member: string | null;
  element: string | null;
  /** Null: whether the record, or the element, is there at all. */
  path: readonly string[] | null;
  /** Labels are looked at where nothing else explains a cell. */
  isLabel: boolean;
};

/** Where a row of a CSV comes from. */
export type FoundRow = {
  records: readonly { record: RowRecord; id: string | null; element: string | null }[];
  entities: readonly { type: string; id: string | null }[];
};

/** The members that fields of row sources come from, where the field is not called like its member. */
const membersOfFields: Readonly<Record<string, readonly string[]>> = {
  AttributeName: ['Name'],
  AttributeEntityTypeId: ['EntityTypeId'],
  FieldSetIds: ['AvailableFieldsets'],
  FieldSetName: ['AvailableFieldsets'],
  ItemCount: ['Items'],
  Label: ['AllowedValues'],
  ValueKey: ['AllowedValues'],
  Owner: ['Resources', 'Items'],
  Position: ['Resources', 'OutboundLinks', 'Items'],
  ParentEntityId: ['InboundLinks', 'OutboundLinks'],
  ParentNodeId: ['InboundLinks', 'OutboundLinks'],
};

/** What one column of a row reads of its records. */
export function readsOfColumn(column: ColumnPlan, row: FoundRow): RecordRead[] {
  return column.sources.flatMap((source) => readsOfSource(source, row));
}

/** What decides whether a row is there: its records, their arrays, the filter, and what is required or a key. */
export function readsOfRow(plan: CsvPlan, row: FoundRow): RecordRead[] {
  const presence = row.records.flatMap(({ record, id, element }) => [
    ...(id === null ? [] : [wholeOf(record, id)]),
    ...(id === null || element === null ? [] : [wholeOfElement(record, id, element)]),
  ]);
  const arrays = row.records.flatMap(({ record, id, element }) =>
    (record.members ?? []).flatMap((member) => readsOfPath(record, id, element, [member])),
  );
  const deciding = plan.columns.filter(
    ({ name, required }) => required || plan.file.key_columns.includes(name),
  );
  return [
    ...presence,
    ...arrays,
    ...plan.filter.flatMap(({ source }) => readsOfSource(source, row)),
    ...deciding.flatMap((column) => readsOfColumn(column, row)),
    ...attributeOf(row).flatMap((attribute) => readsOfAttribute(attribute, row)),
  ];
}

function readsOfSource(source: ValueSource, row: FoundRow): RecordRead[] {
  if (source.kind === 'attribute') return readsOfAttribute(source.attribute, row);
  if (source.kind !== 'field') return [];
  const { field } = source;
  if (field === 'Value') return attributeOf(row).flatMap((attribute) => readsOfAttribute(attribute, row));
  if (field === 'Unit')
    return attributeOf(row).flatMap((attribute) => readsOfAttribute(`${attribute}Unit`, row));
  const members = membersOfFields[field] ?? [field];
  return row.records.flatMap(({ record, id, element }) =>
    members.flatMap((member) => readsOfPath(record, id, element, [member])),
  );
}

function readsOfAttribute(attribute: string, row: FoundRow): RecordRead[] {
  const own = row.records.flatMap(({ record, id, element }) =>
    record.feed === 'attribute_file' ? [] : readsOfPath(record, id, element, ['Attributes', attribute]),
  );
  const resources = row.records.flatMap(({ record, id, element }) =>
    record.members?.includes('Resources') ? readsOfPath(record, id, element, ['Resources']) : [],
  );
  const declaration: RowRecord = { feed: 'attribute_file', column: '' };
  const labels = readsOfPath(declaration, attribute, null, ['AllowedValues']);
  return [...own, ...resources, ...labels.map((read) => ({ ...read, isLabel: true }))];
}

/** What stands there in the record itself, and in the element that the row is. */
function readsOfPath(
  record: RowRecord,
  id: string | null,
  element: string | null,
  path: readonly string[],
): RecordRead[] {
  if (id === null) return [];
  const field = path.join('.');
  const whole = { feed: record.feed, id, member: null, element: null, isLabel: false };
  const own: RecordRead = { ...whole, field, name: field, path };
  if (!record.element || element === null) return [own];
  const { member } = record.element;
  const name = `${member}[${element}].${field}`;
  return [own, { ...own, field: member, name, member, element }];
}

function wholeOf({ feed }: RowRecord, id: string): RecordRead {
  return { feed, id, field: '', name: '', member: null, element: null, path: null, isLabel: false };
}

function wholeOfElement(record: RowRecord, id: string, element: string): RecordRead {
  const member = record.element?.member ?? '';
  return { ...wholeOf(record, id), field: member, name: `${member}[${element}]`, member, element };
}

/** The attribute that a row in long form is about. */
function attributeOf({ entities }: FoundRow): string[] {
  return entities.flatMap(({ type, id }) => (type === 'attribute' && id !== null ? [id] : []));
}
