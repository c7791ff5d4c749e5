import { limits } from '../limits.ts';
import type { FeedFacts, GuardVerdict } from '../load/ports.ts';

/** Whether the deletion guard of a feed stops so many deletes of so many live records. */
export function tripsGuard({ deletes, live }: Omit<GuardVerdict, 'share'>, { settings }: FeedFacts): boolean {
  return deletes > limits.deletionsTolerated && deletes > settings.deletionGuard * live;
}
