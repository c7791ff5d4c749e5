import items from './views/items.sql' with { type: 'text' };

/** A view that a feed brings to the schema of every unit that lists it. */
export type FeedView = { feed: string; name: string; sql: string };

/** Apart from the catalog of units and feeds, which whoever only asks for names should get without SQL. */
export const feedViews: readonly FeedView[] = [{ feed: 'products', name: 'items', sql: items }];
