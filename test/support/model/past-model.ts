import { foldFiles, type ModelState } from './fold-files.ts';
import { hidesRecord, type FileLine } from './file-line.ts';
import { places, type Place } from './places.ts';

/** One version of one object, with what becomes of it. */
export type Version = {
  place: number;
  key: string;
  text: string;
  etag: string;
  lines: readonly FileLine[];
  isBad: boolean;
  isGone: boolean;
  isRegistered: boolean;
  /** The version in force that it holds the bytes of. */
  duplicateOf: Version | null;
  isSkipped: boolean;
  isHalted: boolean;
  /** Somebody resumed it or took its skip back: it may come late. */
  isAccepted: boolean;
  isInForce: boolean;
  isMarked: boolean;
};

type Standing = 'closed' | 'withheld';

/**
 * What a unit should come to, told without a database: which files count, and the fold of them. It has no hold-back, so
 * a full run is closed when no number is missing or something follows; each later part of it is a late file.
 */
export class PastModel {
  /** In the order in which they landed. */
  readonly versions: Version[] = [];
  private readonly merge: 'patch' | 'replace';
  private readonly late: 'fold' | 'halt';
  /** Full runs about which it was decided whether they delete what they lack. */
  private readonly standings = new Map<string, Standing>();

  constructor({ merge, late }: { merge: 'patch' | 'replace'; late: 'fold' | 'halt' }) {
    this.merge = merge;
    this.late = late;
  }

  state(): ModelState {
    const files = this.inForce().map(({ key, lines, place }) => ({
      ...placeAt(place),
      lines,
      sourceFile: key,
    }));
    const closed = [...this.standings].filter(([, standing]) => standing === 'closed').map(([run]) => run);
    return foldFiles(files, this.merge, new Set(closed));
  }

  /** What counts, in order. */
  inForce(): Version[] {
    return inOrder(this.versions.filter(({ isInForce }) => isInForce));
  }

  /** Whether a replay waits for somebody to act. */
  isReplayWaiting(): boolean {
    return this.inForce().some(({ isMarked }) => isMarked);
  }

  /** The version is announced to the loader. */
  announce(version: Version): void {
    if (version.isRegistered) {
      if (this.halted().includes(version)) this.resume(version);
      return;
    }
    version.isRegistered = true;
    const [same] = this.inForce().filter(({ place }) => place === version.place);
    if (same?.text === version.text && same.etag === version.etag) version.duplicateOf = same;
  }

  skip(version: Version): void {
    version.isSkipped = true;
  }

  unskip(version: Version): void {
    version.isSkipped = false;
    this.resume(version);
  }

  /** Does all that is due; gives the state after each step. */
  *settle(): Generator<ModelState> {
    while (this.takeStep()) yield this.state();
  }

  private resume(version: Version): void {
    version.isHalted = false;
    version.isAccepted = true;
  }

  private takeStep(): boolean {
    return this.changePast() ?? this.goOn();
  }

  /** Null: nothing of the past is to be changed now. */
  private changePast(): true | null {
    const inForce = this.inForce();
    const marked = inForce.find(({ isMarked }) => isMarked);
    if (marked) {
      const last = inForce.at(-1)!.place;
      if (this.halted().some(({ place }) => place >= marked.place && place <= last)) return null;
      this.replay(marked.place, last);
      return true;
    }
    const leftOut = inForce.filter(({ isSkipped }) => isSkipped);
    if (leftOut.length === 0) return null;
    this.switch(leftOut, []);
    return true;
  }

  /** Every file from a place on is read once more; one that cannot be read stops it, and nothing has changed. */
  private replay(from: number, to: number): void {
    const isInRange = ({ place }: Version): boolean => place >= from && place <= to;
    const standing = this.inForce().filter(isInRange);
    const waiting = this.waiting().filter(isInRange);
    const kept = standing.filter(
      ({ place, isSkipped }) => !isSkipped && !waiting.some((newer) => newer.place === place),
    );
    const unreadable = inOrder(waiting).find(({ isBad, isGone }) => isBad || isGone);
    if (unreadable) unreadable.isHalted = true;
    else this.switch(standing, [...kept, ...waiting]);
  }

  private goOn(): boolean {
    const stop = this.halted()[0]?.place ?? Infinity;
    const next = this.waiting().find(({ place }) => place < stop) ?? null;
    const last = this.inForce().at(-1)?.place ?? -1;
    const isLate =
      next !== null && (next.place <= last || this.standings.has(placeAt(next.place).fullRun ?? ''));
    if (!isLate && this.closeRun(next, stop, last)) return true;
    if (next) this.load(next, isLate);
    return next !== null;
  }

  private load(file: Version, isLate: boolean): void {
    const corrected = this.inForce().find(({ place }) => place === file.place);
    const mayEnter = !isLate || this.late === 'fold' || file.isAccepted;
    if (!corrected && !mayEnter) file.isHalted = true;
    else if (file.isGone || file.isBad) file.isHalted = true;
    else if (corrected?.text === file.text) {
      file.duplicateOf = corrected;
      file.isHalted = false;
    } else if (!mayEnter) file.isHalted = true;
    else this.switch(corrected ? [corrected] : [], [file]);
  }

  /** Closes the first run that nobody has decided about and that need not wait for a part. */
  private closeRun(next: Version | null, stop: number, last: number): boolean {
    const due = this.openRuns().find(({ fullRun, end, isComplete }) => {
      const isFollowed = (next !== null && placeAt(next.place).fullRun !== fullRun) || end < last;
      return end < stop && (isComplete || isFollowed);
    });
    if (!due) return false;
    this.decide(due.fullRun);
    return true;
  }

  private openRuns(): { fullRun: string; end: number; isComplete: boolean }[] {
    const runs = new Set(this.inForce().map(({ place }) => placeAt(place).fullRun));
    const open = [...runs].filter((run) => run !== null && !this.standings.has(run)) as string[];
    return open.map((fullRun) => {
      const parts = this.partsOf(fullRun);
      const numbers = new Set(
        parts.filter((part) => part.isInForce || part.isSkipped).map(({ place }) => placeAt(place).part ?? 1),
      );
      return {
        fullRun,
        end: Math.max(...parts.filter(({ isInForce }) => isInForce).map(({ place }) => place)),
        isComplete: numbers.size === Math.max(...numbers),
      };
    });
  }

  /** The one operation that changes what counts. */
  private switch(retire: readonly Version[], enter: readonly Version[]): void {
    for (const version of retire) Object.assign(version, { isInForce: false, isMarked: false });
    for (const version of enter) Object.assign(version, { isInForce: true, isHalted: false });
    for (const run of new Set([...retire, ...enter].map(({ place }) => placeAt(place).fullRun))) {
      if (run === null) continue;
      const left = this.partsOf(run).filter(({ isInForce }) => isInForce);
      const isWhole = left.some(({ place }) => placeAt(place).part === null);
      if (left.length === 0) this.standings.delete(run);
      else if (isWhole || this.standings.has(run)) this.decide(run);
    }
  }

  /** While a part was left out, or a line hides its record, what the run lacks could be there. */
  private decide(run: string): void {
    const parts = this.partsOf(run);
    const inForce = parts.filter(({ isInForce }) => isInForce);
    const isHidden =
      inForce.some(({ lines }) => lines.some(hidesRecord)) ||
      parts.some(
        ({ isSkipped, place }) =>
          isSkipped && placeAt(place).part !== null && !inForce.some((part) => part.place === place),
      );
    this.standings.set(run, isHidden ? 'withheld' : 'closed');
  }

  private partsOf(run: string): Version[] {
    return this.versions.filter(({ place, isRegistered }) => isRegistered && placeAt(place).fullRun === run);
  }

  /** What is not in force and could be. Only the newest version of a file counts; one with its own bytes is no newer. */
  private waiting(): Version[] {
    return inOrder(
      this.versions.filter(
        (version) =>
          version.isRegistered &&
          !version.isInForce &&
          !version.isSkipped &&
          version.duplicateOf === null &&
          !this.hasNewer(version),
      ),
    );
  }

  /** Files that stop their feed. */
  private halted(): Version[] {
    return inOrder(
      this.versions.filter((version) => version.isHalted && !version.isSkipped && !this.hasNewer(version)),
    );
  }

  private hasNewer(version: Version): boolean {
    return this.versions
      .slice(this.versions.indexOf(version) + 1)
      .some((newer) => newer.isRegistered && newer.place === version.place && newer.duplicateOf !== version);
  }
}

function placeAt(place: number): Place {
  return places[place] as Place;
}

function inOrder(versions: readonly Version[]): Version[] {
  return versions.toSorted((a, b) => a.place - b.place);
}
