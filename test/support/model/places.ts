/** A file that a history may deliver: where it stands is where it applies. */
export type Place = {
  /** As `productKey` takes it. */
  name: string;
  isFull: boolean;
  /** The full run that it is a part of; null for a delta. */
  fullRun: string | null;
  /** Its number in its run; null when its name says that it has no parts. */
  part: number | null;
};

/** The places of a history, in the order in which their files apply: by time, a full run before a delta, by part. */
export const places: readonly Place[] = [
  delta('0801'),
  delta('0802_1'),
  delta('0802_2'),
  full('0803', 1),
  full('0803', 2),
  full('0803', 3),
  delta('0803'),
  full('0804', null),
  delta('0805'),
  full('0806', 1),
  full('0806', 2),
  delta('0807'),
];

function delta(name: string): Place {
  return { name, isFull: false, fullRun: null, part: null };
}

function full(time: string, part: number | null): Place {
  return { name: `full_${time}${part === null ? '' : `_${part}`}`, isFull: true, fullRun: time, part };
}
