import { attributesByEntityType } from './catalogue/attributes.ts';
import type { Delivery } from './delivery.ts';
import { createRandom } from './random.ts';
import { buildAttributeFile } from './records/attribute-file.ts';
import { deliverBaker } from './units/baker.ts';
import { deliverEnterpriseComfort } from './units/enterprise-comfort.ts';

/** Path below this folder → bytes. */
export type SampleFiles = Map<string, Buffer>;

const seed = 20_260_302;
const attributeFileKey = 'SHARED/AttributeFile.json';

/**
 * Every file of the samples: `landing/<key>` as the landing bucket has them, `order.txt` with the keys in the order of
 * their delivery, and `expected.json` with what must be there at the end.
 */
export function buildSamples(): SampleFiles {
  const random = createRandom(seed);
  const units = [deliverBaker(random), deliverEnterpriseComfort(random)];
  const shared: Delivery = {
    key: attributeFileKey,
    bytes: Buffer.from(`${JSON.stringify(buildAttributeFile(), null, 1)}\n`),
    badLines: 0,
  };
  const deliveries = [shared, ...units.flatMap((unit) => unit.deliveries)];
  const attributes = Object.values(attributesByEntityType).flat().length;
  const expected = {
    live: Object.fromEntries(units.map(({ unit, live }) => [unit, { ...live, attribute_file: attributes }])),
    rejected: Object.fromEntries(
      deliveries.filter(({ badLines }) => badLines > 0).map(({ key, badLines }) => [key, badLines]),
    ),
  };
  return new Map([
    ...deliveries.map(({ key, bytes }) => [`landing/${key}`, bytes] as const),
    ['order.txt', Buffer.from(deliveries.map(({ key }) => `${key}\n`).join(''))],
    ['expected.json', Buffer.from(`${JSON.stringify(expected, null, 2)}\n`)],
  ]);
}
