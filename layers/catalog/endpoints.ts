import type { Endpoint } from '#core/api/endpoint.ts';
import { brands } from './endpoints/brands.ts';
import { devGroup } from './endpoints/dev-group.ts';
import { devGroups } from './endpoints/dev-groups.ts';
import { editDevGroup } from './endpoints/edit-dev-group.ts';
import { lineBadges } from './endpoints/line-badges.ts';
import { productLines } from './endpoints/product-lines.ts';
import { products } from './endpoints/products.ts';
import { retryWriteBack } from './endpoints/retry-write-back.ts';
import { revenue } from './endpoints/revenue.ts';
import { skus } from './endpoints/skus.ts';
import { status } from './endpoints/status.ts';
import { writeBackList } from './endpoints/write-backs.ts';

/** The business unit whose data the pipeline API shows. */
export const apiUnit = 'athena';

/**
 * Every route of the API. Adding one: a `.ts` and a `.sql` beside these, a line here and one in endpoint-statements.ts. One
 * about an item of a list has no `.sql`: it is answered by that of the list.
 */
export const endpoints: readonly Endpoint[] = [
  products,
  brands,
  productLines,
  skus,
  devGroups,
  devGroup,
  editDevGroup,
  lineBadges,
  revenue,
  status,
  writeBackList,
  retryWriteBack,
];
