import brands from './endpoints/brands.sql' with { type: 'text' };
import devGroups from './endpoints/dev-groups.sql' with { type: 'text' };
import lineBadges from './endpoints/line-badges.sql' with { type: 'text' };
import productLines from './endpoints/product-lines.sql' with { type: 'text' };
import products from './endpoints/products.sql' with { type: 'text' };
import revenue from './endpoints/revenue.sql' with { type: 'text' };
import skus from './endpoints/skus.sql' with { type: 'text' };
import status from './endpoints/status.sql' with { type: 'text' };
import writeBacks from './endpoints/write-backs.sql' with { type: 'text' };

/** The statement of each endpoint by its name, but of those that answer one item of a list. Apart from the endpoints, which the infrastructure takes without SQL. */
export const endpointStatements: Readonly<Record<string, string>> = {
  brands,
  'dev-groups': devGroups,
  'line-badges': lineBadges,
  'product-lines': productLines,
  products,
  revenue,
  skus,
  status,
  'write-backs': writeBacks,
};
