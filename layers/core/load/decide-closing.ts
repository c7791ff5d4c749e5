import type { LandedFile, LoadSwitch } from './ports.ts';

/** A full run of a feed as it is, and as a switch of loads leaves it. */
export type RunFacts = {
  fullRun: string;
  /** Loads of it come or go. */
  isTouched: boolean;
  /** The events that closed it, and that withheld its deletes. */
  wasClosed: number | null;
  wasWithheld: number | null;
  /** Null: no part of it is left. */
  remaining: RemainingRun | null;
};

export type RemainingRun = {
  /** It has no parts: one file is all of it. */
  isWhole: boolean;
  lastPart: LandedFile;
  lastLoad: number;
  /** Rejected lines that hide which record they were, and parts that were left out: what is absent could be there. */
  unreadable: number;
  skippedParts: number[];
};

/** `event`: the one it already has; null when one is to be written. */
export type RunStanding =
  | { standing: 'gone' }
  | { standing: 'open' }
  | { standing: 'closed' | 'withheld'; run: RemainingRun; event: number | null };

/** Whether a full run resets its feed after a switch: as a clean load of what then counts would decide. */
export function decideClosing(facts: RunFacts, change: Pick<LoadSwitch, 'cause' | 'close'>): RunStanding {
  const { remaining: run, wasClosed, wasWithheld } = facts;
  if (run === null) return { standing: 'gone' };
  const isAsked = change.close === facts.fullRun;
  if (!facts.isTouched && !isAsked) {
    if (wasClosed !== null) return { standing: 'closed', run, event: wasClosed };
    if (wasWithheld !== null) return { standing: 'withheld', run, event: wasWithheld };
    return { standing: 'open' };
  }
  if (wasClosed === null && wasWithheld === null && !isAsked && !run.isWhole) return { standing: 'open' };
  const isHidden = run.unreadable > 0 || run.skippedParts.length > 0;
  if (isHidden && !run.lastPart.deletesAccepted) return { standing: 'withheld', run, event: null };
  return { standing: 'closed', run, event: change.cause === 'replay' ? null : wasClosed };
}
