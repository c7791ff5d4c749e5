import type { Delivery } from '../delivery.ts';

/** How many records of each feed are live once everything was loaded. */
export type Live = Record<string, number>;

/** What one business unit gets, in order, and what it comes to. */
export type UnitDeliveries = { unit: string; deliveries: Delivery[]; live: Live };
