import { writeLines, type Delivery } from '../delivery.ts';
import type { Random } from '../random.ts';
import { cutShort } from '../records/bad-lines.ts';
import { raisePrices, tombstone } from '../records/changes.ts';
import { buildChannelNodes } from '../records/channel-nodes.ts';
import { buildProduct } from '../records/product.ts';
import type { UnitDeliveries } from './unit-deliveries.ts';

const firstId = 820_001;
const products = 'ecm/PRODUCT/2026/03';

/** A day of Enterprise Comfort, a smaller unit: its full export comes compressed. */
export function deliverEnterpriseComfort(random: Random): UnitDeliveries {
  const catalogue = Array.from({ length: 40 }, (_, index) => buildProduct(random, firstId + index));
  const added = buildProduct(random, firstId + 40);
  const gone = random.pick(catalogue);
  const kept = catalogue.filter((product) => product !== gone);
  const nodes = buildChannelNodes(catalogue);

  const deliveries: Delivery[] = [
    writeLines('ecm/CHANNEL/ChannelNode_310200_20260302050000.jsonl', nodes),
    writeLines(`${products}/ecommerce_310201_full_20260302050500_001.jsonl.gz`, catalogue),
    writeLines(`${products}/ecommerce_310204_20260302120000_001.jsonl`, [
      ...random.pickSome(kept, 5).map((product) => raisePrices(random, product)),
      cutShort(random.pick(kept)),
      tombstone(gone),
      added,
    ]),
  ];
  return { unit: 'ecm', deliveries, live: { products: kept.length + 1, channel_nodes: nodes.length } };
}
