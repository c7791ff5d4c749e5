import { attributesByEntityType } from './catalogue/attributes.ts';
import { buildDecoratorSheet } from './decorators.ts';
import type { Delivery } from './delivery.ts';
import { createRandom } from './random.ts';
import { buildAttributeFile } from './records/attribute-file.ts';
import { deliverAthena } from './units/athena.ts';
import { deliverBaker } from './units/baker.ts';
import { deliverEnterpriseComfort } from './units/enterprise-comfort.ts';

/** Path below this folder → bytes. */
export type SampleFiles = Map<string, Buffer>;

const seed = 20_260_302;
const attributeFileKey = 'SHARED/AttributeFile.json';

/**
 * Every file of the samples: `landing/<key>` as the landing bucket has them, `order.txt` with the keys in the order of
 * their delivery, `expected.json` with what must be there at the end, and `configuration/`, a sheet for exports.
 */
export function buildSamples(): SampleFiles {
  const random = createRandom(seed);
  const catalogues = [deliverBaker(random), deliverEnterpriseComfort(random)];
  const units = [...catalogues, deliverAthena(random)];
  const shared: Delivery = {
    key: attributeFileKey,
    bytes: Buffer.from(`${JSON.stringify(buildAttributeFile(), null, 1)}\n`),
    badLines: 0,
  };
  const deliveries = [shared, ...units.flatMap((unit) => unit.deliveries)];
  const attributes = Object.values(attributesByEntityType).flat().length;
  const expected = {
    live: Object.fromEntries(
      units.map((one) => [
        one.unit,
        { ...one.live, ...(catalogues.includes(one) && { attribute_file: attributes }) },
      ]),
    ),
    rejected: Object.fromEntries(
      deliveries.filter(({ badLines }) => badLines > 0).map(({ key, badLines }) => [key, badLines]),
    ),
  };
  return new Map([
    ...deliveries.map(({ key, bytes }) => [`landing/${key}`, bytes] as const),
    ['order.txt', Buffer.from(deliveries.map(({ key }) => `${key}\n`).join(''))],
    ['configuration/decorator_data.csv', Buffer.from(buildDecoratorSheet())],
    ['expected.json', Buffer.from(`${JSON.stringify(expected, null, 2)}\n`)],
  ]);
}
