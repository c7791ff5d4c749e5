import { writeLines, type Delivery } from '../delivery.ts';
import type { Random } from '../random.ts';
import { cutShort, withHugeNumber, withNulCharacter, withoutId } from '../records/bad-lines.ts';
import { endPromotion, lastChance, promote, raisePrices, tombstone } from '../records/changes.ts';
import { buildChannelNodes } from '../records/channel-nodes.ts';
import { buildProduct, type ProductRecord } from '../records/product.ts';
import type { Live, UnitDeliveries } from './unit-deliveries.ts';

const firstId = 410_001;
const products = 'bak/PRODUCT/2026/03';

/** Two days of Baker: a full export in two parts, then changes of every kind, some of them broken. */
export function deliverBaker(random: Random): UnitDeliveries {
  const catalogue = Array.from({ length: 130 }, (_, index) => buildProduct(random, firstId + index));
  const added = Array.from({ length: 6 }, (_, index) => buildProduct(random, firstId + 130 + index));
  const gone = random.pickSome(catalogue.slice(20, 60), 4);
  const [returning] = gone as [ProductRecord];
  const kept = catalogue.filter((product) => !gone.includes(product));
  const promoted = random.pickSome(kept, 16);

  const nodesBefore = buildChannelNodes(catalogue);
  const nodesAfter = buildChannelNodes([...kept, returning, ...added]);
  const changedNodes = nodesAfter.filter(
    (node, index) => JSON.stringify(node) !== JSON.stringify(nodesBefore[index]),
  );

  const deliveries: Delivery[] = [
    writeLines('bak/CHANNEL/ChannelNode_629100_20260302040500.jsonl', nodesBefore),
    writeLines(`${products}/ecommerce_629101_full_20260302041000_001.jsonl`, catalogue.slice(0, 65)),
    writeLines(`${products}/ecommerce_629101_full_20260302041000_002.jsonl`, catalogue.slice(65)),
    writeLines(`${products}/ecommerce_629104_20260302073000_001.jsonl`, [
      ...random.pickSome(kept, 14).map((product) => raisePrices(random, product)),
      ...added,
    ]),
    writeLines(`${products}/ecommerce_629107_20260302111500_001.jsonl`, [
      ...gone.map(tombstone),
      cutShort(random.pick(kept)),
      ...random.pickSome(kept, 9).map(lastChance),
      withoutId(random.pick(kept)),
      withNulCharacter(random.pick(kept)),
      withHugeNumber(random.pick(kept)),
    ]),
    writeLines(`${products}/ecommerce_629110_20260302154500_001.jsonl.gz`, [
      ...promoted.map(promote),
      raisePrices(random, returning),
    ]),
    writeLines('bak/CHANNEL/ChannelNode_629111_20260302160000.jsonl', changedNodes),
    writeLines(`${products}/ecommerce_629113_20260303080700_001.jsonl`, finishPromotion(promoted)),
  ];
  const live: Live = { products: kept.length + added.length + 1, channel_nodes: nodesAfter.length };
  return { unit: 'bak', deliveries, live };
}

/** Most promotions end; one product comes twice, and the later line counts; two lines change nothing. */
function finishPromotion(promoted: readonly ProductRecord[]): object[] {
  const [first, second, third, ...others] = promoted as [ProductRecord, ProductRecord, ProductRecord];
  return [
    promote(first),
    promote(second),
    lastChance(third),
    endPromotion(third),
    ...others.map(endPromotion),
  ];
}
