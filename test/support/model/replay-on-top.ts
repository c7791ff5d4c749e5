import type { LoadLedger } from '#core/load/ports.ts';
import type { UnitBench } from '../unit-bench.ts';

/**
 * A ledger that replays as one is tempted to: it takes the files of the replay out of the books and applies them once
 * more, in order, on top of what the state is today. Whatever only the bad file wrote stays.
 */
export function replayOnTop(ledger: LoadLedger, { rows }: Pick<UnitBench, 'rows'>): LoadLedger {
  return {
    ...ledger,
    async switchLoads(epoch, change) {
      if (change.cause !== 'replay') return ledger.switchLoads(epoch, change);
      await rows('update loads set retired_event = applied_event where load_id = any ($1)', [change.retire]);
      for (const { file, staged, metadata } of change.enter) {
        await ledger.apply(epoch, file, staged, change.policy, metadata);
      }
      return { outcome: 'applied' };
    },
  };
}
