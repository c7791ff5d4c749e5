import { Feed } from '#core/feed.ts';
import { entityMembers } from './entity-members.ts';

export const products = Feed.parse({
  name: 'products',
  title: 'Products with their items, as inRiver exports them',
  format: 'jsonl',
  files: [
    {
      name: 'ecommerce',
      scope: 'unit',
      folder: 'PRODUCT/YYYY/MM',
      stem: 'ecommerce',
      naming: 'timestamped',
      fullRuns: true,
      extensions: ['.jsonl', '.jsonl.gz'],
    },
  ],
  identity: ['EntityId'],
  traits: {
    entity: 'Product',
    members: entityMembers,
    attributes: 'Attributes',
    lists: { Items: 'Item', Resources: 'Resource' },
  },
  settings: {
    merge: 'patch',
    late: 'fold',
    holdBackSeconds: 120,
    deletionGuard: 0.2,
    rejectShare: 0.1,
    cadenceHours: 24,
  },
});
