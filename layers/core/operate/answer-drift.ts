import { InvalidInput } from '../errors.ts';
import type { DriftRequest, DriftResponse, DriftedFinding } from './drift-request.ts';

/** What has drifted in one business unit. */
export interface DriftStore {
  readDrift(): Promise<DriftedFinding[]>;
  /**
   * Makes all that has drifted known and ends the alerts about it, in one transaction, unless `refuse` throws.
   * @returns what it was, and the event that was written; null when there was nothing
   */
  acceptDrift(by: string, refuse: (findings: readonly DriftedFinding[]) => void): Promise<DriftResponse>;
}

/**
 * Lists what has drifted; or accepts it, if that is still what somebody has seen.
 * @throws InvalidInput `drift-changed`
 */
export async function answerDrift(store: DriftStore, { accept }: DriftRequest): Promise<DriftResponse> {
  if (accept === undefined) return { findings: await store.readDrift(), event: null };
  return store.acceptDrift(accept.by, ({ length }) => {
    if (length === accept.findings) return;
    throw new InvalidInput(
      'drift-changed',
      `Meanwhile ${length} things have drifted, not ${accept.findings}: nothing was accepted. Look again.`,
    );
  });
}
