import type { FileLine } from './file-line.ts';
import type { Action } from './histories.ts';
import type { Life } from './life.ts';
import type { Version } from './past-model.ts';

/** More bad lines than any file may have. */
const badLines: readonly FileLine[] = Array.from({ length: 25 }, () => ({ rejected: null }));

/**
 * Lets one action happen, to what it chooses among what there is; where there is nothing, nothing happens.
 * @param places the files that come at all
 * @param settle called whenever a loader was told of something
 */
export async function takeAction(
  life: Life,
  places: readonly number[],
  action: Action,
  settle: () => void,
): Promise<void> {
  const { versions } = life.model;
  const announce = async (version: Version, times: number): Promise<void> => {
    for (let time = 0; time < times; time++) {
      await life.announce(version);
      settle();
    }
  };
  const withOne = (isAmong: (version: Version) => boolean, act: (version: Version) => unknown): unknown => {
    const chosen = 'version' in action ? pick(versions.filter(isAmong), action.version) : undefined;
    return chosen && act(chosen);
  };
  switch (action.do) {
    case 'put': {
      const { isBad, ownEtag, announced } = action;
      const lines = isBad ? [...badLines, ...action.lines] : action.lines;
      await announce(life.put(pick(places, action.place) as number, { lines, isBad }, ownEtag), announced);
      return;
    }
    case 'put-same':
      await withOne(isAny, (same) => announce(life.put(same.place, same, action.ownEtag), 1));
      return;
    case 'announce':
      await withOne(
        (version) => isKnown(version) || !version.isGone,
        (version) => announce(version, 1),
      );
      return;
    case 'skip':
      await withOne(
        (version) => isKnown(version) && !version.isSkipped,
        (version) => life.leaveOut(version, true),
      );
      return;
    case 'unskip':
      await withOne(
        ({ isSkipped }) => isSkipped,
        (version) => life.leaveOut(version, false),
      );
      return;
    case 'forget':
      await withOne(
        (version) => mayBeForgotten(version, versions),
        (version) => life.forget(version),
      );
      return;
    case 'mark':
      await life.mark((events) => pick(events, action.event));
  }
}

function isAny(): boolean {
  return true;
}

function isKnown({ isRegistered }: Version): boolean {
  return isRegistered;
}

/** The bucket alone knows the order of versions: once it lost one, nobody can say that one found later is older. */
function mayBeForgotten(version: Version, versions: readonly Version[]): boolean {
  const older = versions.slice(0, versions.indexOf(version)).filter(({ place }) => place === version.place);
  return version.isRegistered && !version.isGone && older.every(isKnown);
}

/** Counted round; undefined where there is nothing. */
function pick<T>(from: readonly T[], number: number): T | undefined {
  return from[number % Math.max(from.length, 1)];
}
