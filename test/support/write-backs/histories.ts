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
  /** What somebody does just before a call of the drain, counted from 1. */
  meanwhile: { call: number; action: EditAction | RetryAction } | null;
};

type EditAction = { do: 'edit'; group: number; fields: readonly number[] };
type RetryAction = { do: 'retry'; row: number };

/** What happens, chosen by numbers that count round among what there is. */
export type Action =
  | EditAction
  | RetryAction
  | { do: 'insert'; group: number; field: number }
  | { do: 'change-remotely'; destination: Destination; group: number; field: number }
  | { do: 'pull' }
  | { do: 'land'; pull: number; saysWhen: boolean }
  | { do: 'replay'; from: number }
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

const edit: fc.Arbitrary<EditAction> = fc.record({
  do: fc.constant('edit' as const),
  group: number,
  fields: fc.uniqueArray(fc.nat({ max: 2 }), { minLength: 1, maxLength: 3 }),
});
const retry: fc.Arbitrary<RetryAction> = fc.record({ do: fc.constant('retry' as const), row: number });

/** A drain claims its destination, asks whether something waits and notes its run before it takes a page. */
const meanwhile: fc.Arbitrary<DrainAction['meanwhile']> = fc.option(
  fc.record({
    call: fc.integer({ min: 4, max: 12 }),
    action: fc.oneof({ weight: 4, arbitrary: edit }, { weight: 1, arbitrary: retry }),
  }),
  { freq: 2 },
);

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: edit },
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
  { weight: 2, arbitrary: retry },
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
      meanwhile,
    }),
  },
);

/** Somebody there and somebody here change one field of one record, also while a drain is at it. */
const oneField = { group: fc.constant(0), field: fc.constant(0) };
const editIt = fc.record({
  do: fc.constant('edit' as const),
  group: fc.constant(0),
  fields: fc.constant([0]),
});
const dispute: fc.Arbitrary<Action> = fc.oneof(
  { weight: 2, arbitrary: editIt },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('change-remotely' as const), destination, ...oneField }),
  },
  { weight: 1, arbitrary: retry },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('drain' as const),
      ...{
        destination,
        faults: fc.constant([]),
        interruption: fc.constant(null),
        takeover: fc.constant(null),
      },
      meanwhile: fc.record({ call: fc.integer({ min: 4, max: 8 }), action: fc.oneof(editIt, retry) }),
    }),
  },
);

export const history: fc.Arbitrary<readonly Action[]> = fc.oneof(
  { weight: 2, arbitrary: fc.array(action, { minLength: 4, maxLength: 24 }) },
  { weight: 1, arbitrary: fc.array(dispute, { minLength: 4, maxLength: 12 }) },
);
