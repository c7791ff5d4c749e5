import { Feed } from '#core/feed.ts';

export const attributeFile = Feed.parse({
  name: 'attribute_file',
  title: 'What the attributes are: one array, rewritten as a whole and shared by the units',
  format: 'json-array',
  files: [
    {
      name: 'AttributeFile',
      scope: 'shared',
      folder: '',
      stem: 'AttributeFile',
      naming: 'snapshot',
      fullRuns: false,
      extensions: ['.json'],
    },
  ],
  identity: ['AttributeId'],
  cut: { records: 'Attributes', inherit: 'EntityTypeId' },
  settings: {
    merge: 'replace',
    late: 'fold',
    holdBackSeconds: 0,
    deletionGuard: 0.2,
    rejectShare: 0.1,
    cadenceHours: null,
  },
});
