import * as fc from 'fast-check';
import type { Line } from '../fold-reference.ts';
import type { FileLine } from './file-line.ts';
import { places } from './places.ts';

/** Something that happens to a unit. Numbers choose among what there is when it happens, counted round. */
export type Action =
  /** A version of a file lands; it is announced as often as `announced`, and perhaps not at all. */
  | {
      do: 'put';
      place: number;
      lines: FileLine[];
      announced: number;
      /** S3 gives it an ETag of its own, as it does to uploads in parts. */
      ownEtag: boolean;
      /** It cannot be loaded: too many of its lines are bad. */
      isBad: boolean;
    }
  /** The newest version of some file lands once more with the same bytes. */
  | { do: 'put-same'; version: number; ownEtag: boolean }
  /** A version is announced, be it for the first time or again. */
  | { do: 'announce'; version: number }
  | { do: 'skip'; version: number }
  | { do: 'unskip'; version: number }
  /** The SQL statement that the users know, from some event on. */
  | { do: 'mark'; event: number }
  /** S3 loses a version that the ledger knows. */
  | { do: 'forget'; version: number };

/** What happens while no loader works, and is answered by one doorbell; a single action is answered as it comes. */
export type Doorbell = readonly Action[];

export type History = {
  merge: 'patch' | 'replace';
  late: 'fold' | 'halt';
  /** The files that come at all. */
  places: readonly number[];
  doorbells: readonly Doorbell[];
};

const id = fc.constantFrom('1', '2', '3', '4');
const value = fc.constantFrom<unknown>(null, 1, 2, 'x', { en: 'a' }, { en: 'b', de: null }, [
  null,
  { de: null },
]);
const members = fc.record(
  {
    Attributes: fc.oneof(
      { weight: 8, arbitrary: fc.dictionary(fc.constantFrom('Name', 'Size', 'Text'), value, { maxKeys: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'x') },
    ),
    FieldSetId: value,
  },
  { requiredKeys: [] },
);
const entity: fc.Arbitrary<Line> = fc.tuple(id, members).map(([EntityId, body]) => ({ EntityId, ...body }));
const tombstone: fc.Arbitrary<Line> = id.map((EntityId) => ({ EntityId, Deleted: true }));
const fileLine: fc.Arbitrary<FileLine> = fc.oneof(
  { weight: 20, arbitrary: entity.map((record) => ({ record })) },
  { weight: 6, arbitrary: tombstone.map((record) => ({ record })) },
  { weight: 1, arbitrary: fc.constant({ blank: true as const }) },
  { weight: 1, arbitrary: id.map((rejected) => ({ rejected })) },
  { weight: 1, arbitrary: fc.constant({ rejected: null }) },
);
const lines = fc.array(fileLine, { maxLength: 5, size: 'max' });
const few = fc.nat({ max: 11 });
const seldom = fc.nat({ max: 15 }).map((number) => number === 7);

const put: fc.Arbitrary<Action> = fc.record({
  do: fc.constant('put' as const),
  place: few,
  lines,
  announced: fc.constantFrom(1, 1, 1, 2, 0),
  ownEtag: seldom,
  isBad: seldom,
});
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 14, arbitrary: put },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('put-same' as const), version: few, ownEtag: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('announce' as const), version: few }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('skip' as const), version: few }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unskip' as const), version: few }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('mark' as const), event: fc.nat({ max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('forget' as const), version: few }) },
);
const doorbell: fc.Arbitrary<Doorbell> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(action) },
  { weight: 2, arbitrary: fc.array(action, { minLength: 2, maxLength: 6 }) },
);

/** Catalogues of a handful of products, delivered, undone and replayed in whatever way. */
export const history: fc.Arbitrary<History> = fc.record({
  merge: fc.constantFrom('patch' as const, 'replace' as const),
  late: fc.constantFrom('fold' as const, 'fold' as const, 'fold' as const, 'halt' as const),
  places: fc.subarray([...places.keys()], { minLength: 2, maxLength: 6 }),
  doorbells: fc.array(doorbell, { minLength: 1, maxLength: 14, size: 'max' }),
});
