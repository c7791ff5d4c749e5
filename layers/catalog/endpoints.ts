import type { Endpoint } from '#core/api/endpoint.ts';
import { brands } from './endpoints/brands.ts';
import { devGroups } from './endpoints/dev-groups.ts';
import { lineBadges } from './endpoints/line-badges.ts';
import { productLines } from './endpoints/product-lines.ts';
import { products } from './endpoints/products.ts';
import { revenue } from './endpoints/revenue.ts';
import { skus } from './endpoints/skus.ts';
import { status } from './endpoints/status.ts';

/** The business unit whose data the pipeline API shows. */
export const apiUnit = 'athena';

/** Every route of the API. Adding one: a `.ts` and a `.sql` beside these, a line here and one in endpoint-statements.ts. */
export const endpoints: readonly Endpoint[] = [
  products,
  brands,
  productLines,
  skus,
  devGroups,
  lineBadges,
  revenue,
  status,
];
