import type { LoadResult } from './follow-load.ts';

/** Whether what the file says is in force. */
export function isLoaded({ state, behind }: LoadResult): boolean {
  return behind === null && (state === 'applied' || state === 'duplicate');
}
