import { itemEndpoint } from '#core/api/item-endpoint.ts';
import { devGroups } from './dev-groups.ts';

export const devGroup = itemEndpoint({
  name: 'dev-group',
  method: 'GET',
  path: '/dev-groups/{id}',
  summary: 'One development group',
  description:
    'As `/dev-groups` lists it. Send its `ETag` with an edit as `If-Match`, and nobody overwrites what they have not seen.',
  scopes: ['read'],
  of: devGroups,
});
