import { createHash } from 'node:crypto';
import { announcementOf } from '#core/doorbell.ts';
import type { ObjectVersion } from '#core/object-version.ts';
import { productKey, type UnitBench } from '../unit-bench.ts';
import { textOf } from './file-line.ts';
import type { History } from './histories.ts';
import { PastModel, type Version } from './past-model.ts';
import { places, type Place } from './places.ts';

/** A unit and the model of it: whatever happens to the one happens to the other. */
export class Life {
  readonly model: PastModel;
  private readonly bench: UnitBench;
  private readonly objects = new Map<Version, ObjectVersion>();

  constructor(bench: UnitBench, history: History) {
    this.bench = bench;
    this.model = new PastModel(history);
  }

  /** A file lands in the bucket, and nobody knows of it yet. */
  put(place: number, content: Pick<Version, 'lines' | 'isBad'>, ownEtag: boolean): Version {
    const key = productKey(this.bench, (places[place] as Place).name);
    const text = textOf(content.lines);
    const etag = ownEtag ? `${this.model.versions.length}-2` : createHash('md5').update(text).digest('hex');
    const version: Version = {
      ...{ ...content, place, key, text, etag, isGone: false, isRegistered: false, duplicateOf: null },
      ...{ isSkipped: false, isHalted: false, isAccepted: false, isInForce: false, isMarked: false },
    };
    this.objects.set(version, this.bench.loader.bucket.put(key, text, undefined, etag));
    this.model.versions.push(version);
    return version;
  }

  async announce(version: Version): Promise<void> {
    await this.bench.loader.answer(announcementOf(this.objectOf(version)));
    this.model.announce(version);
  }

  /** An operator says whether a file is left out, as `millrace skip` writes it down. */
  async leaveOut(version: Version, isSkipped: boolean): Promise<void> {
    await this.bench.rows(
      `insert into file_processing_events (event_type, source_file, entity_type, landed_file)
       select $1, key, feed, landed_file from landed_files where version_id = $2`,
      [isSkipped ? 'file_skipped' : 'file_unskipped', this.versionIdOf(version)],
    );
    if (isSkipped) this.model.skip(version);
    else this.model.unskip(version);
  }

  /** The statement that the users know. What it marks of what counts, the log alone can say. */
  async mark(choose: (events: readonly unknown[]) => unknown): Promise<void> {
    const events = await this.bench.rows('select id from file_processing_events order by id');
    const from = choose(events.map(({ id }) => id));
    await this.bench.rows('update file_processing_events set replay_date = now() where id >= $1', [from]);
    const marked = await this.bench.rows(
      `select distinct f.version_id
       from file_processing_events e join loads l using (load_id) join landed_files f on f.landed_file = l.landed_file
       where e.id >= $1 and l.applied_event is not null and l.retired_event is null`,
      [from],
    );
    const ids = new Set(marked.map((row) => row['version_id']));
    for (const [version, { versionId }] of this.objects) version.isMarked ||= ids.has(versionId);
  }

  /** The bucket loses a version. */
  forget(version: Version): void {
    this.bench.loader.bucket.forget(this.objectOf(version));
    version.isGone = true;
  }

  versionIdOf(version: Version): string {
    return this.objectOf(version).versionId;
  }

  private objectOf(version: Version): ObjectVersion {
    return this.objects.get(version) as ObjectVersion;
  }
}
