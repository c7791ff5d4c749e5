import * as fc from 'fast-check';
import type { Destination } from '#core/write-back/connector.ts';
import type { FaultName } from './other-systems.ts';
import type { Interruption } from './interrupt.ts';

/** How a drain goes. */
export type DrainAction = {
  do: 'drain';
  destination: Destination;
  faults: readonly FaultName[];
  interruption: Interruption | null;
  /** Where the drain that takes over stands still while the first goes on. */
  takeover: Interruption | null;
};

/** What happens, chosen by numbers that count round among what there is. */
export type Action =
  | { do: 'edit'; group: number; fields: readonly number[] }
  | { do: 'insert'; group: number; field: number }
  | { do: 'change-remotely'; destination: Destination; group: number; field: number }
  | { do: 'pull' }
  | { do: 'land'; pull: number; saysWhen: boolean }
  | { do: 'replay'; from: number }
  | { do: 'retry'; row: number }
  | { do: 'wait'; minutes: number }
  | DrainAction;

const number = fc.nat({ max: 20 });
const destination = fc.constantFrom<Destination>('airtable', 'asana');
const fault: fc.Arbitrary<FaultName> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<FaultName>('none') },
  {
    weight: 5,
    arbitrary: fc.constantFrom<FaultName>(
      'throttled',
      'unavailable',
      'cut-before',
      'cut-after',
      'locked-out',
    ),
  },
);
const interruption: fc.Arbitrary<Interruption | null> = fc.option(
  fc.record({
    call: fc.integer({ min: 1, max: 12 }),
    how: fc.constantFrom<Interruption['how']>('gone-before', 'gone-after', 'stands-still'),
  }),
  { freq: 2 },
);

const takeover: fc.Arbitrary<Interruption | null> = fc.option(
  fc.record({ call: fc.integer({ min: 1, max: 10 }), how: fc.constant('stands-still' as const) }),
  { freq: 3 },
);

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      group: number,
      fields: fc.uniqueArray(fc.nat({ max: 2 }), { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('insert' as const), group: number, field: number }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ do: fc.constant('change-remotely' as const), destination, group: number, field: number },
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pull' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('land' as const), pull: number, saysWhen: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('replay' as const), from: number }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retry' as const), row: number }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('drain' as const),
      destination,
      faults: fc.array(fault, { maxLength: 5 }),
      interruption,
      takeover,
    }),
  },
);

export const history: fc.Arbitrary<readonly Action[]> = fc.array(action, { minLength: 4, maxLength: 24 });
