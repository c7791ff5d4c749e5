import type { Line } from '../fold-reference.ts';
import type { Action, History } from './histories.ts';

const [first, second, fullPart1, fullPart2] = [0, 8, 3, 4];

/** Histories that are easily got wrong, with the state that they must end in, as `describeState` has it. */
export const foundOnce: readonly { title: string; history: History; state: string[] }[] = [
  {
    title: 'a correction holds although the bucket lost what it corrected',
    history: tell(
      [put(first, { EntityId: '1', Name: 'bad' })],
      [{ do: 'forget', version: 0 }],
      [put(first, { EntityId: '1', Name: 'good' })],
      [put(second, { EntityId: '2' })],
    ),
    state: [
      '1 live {"EntityId":"1","Name":"good"} 20260303080100:1',
      '2 live {"EntityId":"2"} 20260303080500:1',
    ],
  },
  {
    title: 'a file that was left out comes back although its bytes landed once more',
    history: tell(
      [put(first, { EntityId: '1' })],
      [{ do: 'put-same', version: 0, ownEtag: false }],
      [{ do: 'skip', version: 0 }],
      [{ do: 'unskip', version: 0 }],
    ),
    state: ['1 live {"EntityId":"1"} 20260303080100:1'],
  },
  {
    title: 'a replay does not take what is in force for a correction that the bucket lost',
    history: tell(
      [put(first, { EntityId: '1', Name: 'bad' })],
      [put(first, { EntityId: '1', Name: 'good' }), { do: 'forget', version: 1 }, { do: 'mark', event: 0 }],
    ),
    state: ['1 live {"EntityId":"1","Name":"bad"} 20260303080100:1'],
  },
  {
    title: 'a part that comes when its full run is closed keeps the origin of what it does not change',
    history: tell(
      [put(first, { EntityId: '1' })],
      [put(fullPart1, { EntityId: '2' })],
      [put(fullPart2, { EntityId: '1' })],
    ),
    state: ['1 live {"EntityId":"1"} 20260303080100:1', '2 live {"EntityId":"2"} full_20260303080300_1:1'],
  },
];

function tell(...doorbells: Action[][]): History {
  return { merge: 'patch', late: 'fold', places: Array.from({ length: 12 }, (_, index) => index), doorbells };
}

function put(place: number, ...records: Line[]): Action {
  return {
    ...{ do: 'put', place, announced: 1, ownEtag: false, isBad: false },
    lines: records.map((record) => ({ record })),
  };
}
