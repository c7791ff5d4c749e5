import { BusinessUnit } from '#core/business-unit.ts';
import { attributeFile } from '../feeds/attribute-file.ts';
import { channelNodes } from '../feeds/channel-nodes.ts';
import { products } from '../feeds/products.ts';

export const ecm = BusinessUnit.parse({
  name: 'ecm',
  title: 'Enterprise Comfort',
  schema: 'inriver_ecm',
  timeZone: 'America/New_York',
  feeds: [products, channelNodes, attributeFile],
  exports: { nightlyHour: 1, windowHours: 4, whenLate: 'wait', delivery: 'ecm' },
});
