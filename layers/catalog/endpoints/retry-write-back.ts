import * as z from 'zod';
import { itemEndpoint } from '#core/api/item-endpoint.ts';
import { writeBackList } from './write-backs.ts';

export const retryWriteBack = itemEndpoint({
  name: 'retry-write-back',
  method: 'POST',
  path: '/write-backs/{id}/retry',
  summary: 'Send a write-back that failed once more',
  description:
    'It is due at once, with all its attempts. After a conflict what the destination had then is overwritten, and nothing ' +
    'else. Fields that later write-backs have set since are left out.',
  scopes: ['operate'],
  of: writeBackList,
  id: z.string().regex(/^[0-9]{1,18}$/),
  writes: { kind: 'retry' },
});
