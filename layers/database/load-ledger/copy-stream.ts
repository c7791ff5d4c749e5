import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { Defect, Unavailable } from '#core/errors.ts';
import type pg from 'pg';
import copyFrom, { type CopyStreamQuery } from 'pg-copy-streams';
import { connect, type Database } from '../open-database.ts';
import { beginStatement } from '../transaction.ts';
import { translateDatabaseError } from '../translate-error.ts';
import { loaderLabel } from './claim-unit.ts';
import copyRawRecords from './copy-raw-records.sql' with { type: 'text' };
import { copyHeader, copyTrailer, type EncodedRows } from './encode-copy.ts';
import { keepLease } from './with-lease.ts';

/**
 * A server that takes no bytes for this long will not take any more: a stalled COPY obeys no timeout of the server's
 * own, so the connection is cut from this side.
 */
const stallMs = 30_000;

/** One COPY into the history over one connection, in a transaction of its own. */
export class CopyStream {
  private readonly client: pg.PoolClient;
  private readonly stream: CopyStreamQuery;
  private readonly loadId: number;
  private failure: unknown = null;
  private sentRows = 0;
  private isOver = false;

  private constructor(client: pg.PoolClient, loadId: number) {
    this.client = client;
    this.loadId = loadId;
    this.stream = client.query(copyFrom.from(copyRawRecords));
    this.stream.on('error', (error) => (this.failure ??= error));
    this.stream.write(copyHeader);
  }

  /**
   * Opens a COPY for one load of the loader that holds `epoch`.
   * @throws Unavailable `lease-lost` when another has taken the unit over
   */
  static async open(database: Database, epoch: number, loadId: number): Promise<CopyStream> {
    const client = await connect(database);
    try {
      await client.query(beginStatement(database.schema, loaderLabel(database.schema, epoch)));
      await keepLease(client, epoch);
      return new CopyStream(client, loadId);
    } catch (error) {
      client.release(true);
      throw translateDatabaseError(error);
    }
  }

  /** Sends some rows; comes back when the connection takes more. */
  async send({ rows, bytes }: EncodedRows): Promise<void> {
    this.sentRows += rows;
    await this.guard(async () => {
      if (!this.stream.write(bytes)) await once(this.stream, 'drain');
    });
  }

  /**
   * Ends the COPY and commits what it brought.
   * @throws Defect `staged-rows-missing` when the server took fewer rows than were sent: COPY has ways to end early
   */
  async commit(): Promise<void> {
    await this.guard(async () => {
      this.stream.end(copyTrailer);
      await finished(this.stream);
      this.requireAllTaken();
      await this.client.query('commit');
    });
    this.isOver = true;
    this.client.release();
  }

  /** Cuts the connection: the server forgets what it was sent. After any failure it is never used again. */
  abort(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.stream.destroy();
    this.client.release(true);
  }

  private requireAllTaken(): void {
    const { sentRows, loadId } = this;
    const takenRows = this.stream.rowCount;
    if (takenRows === sentRows) return;
    throw new Defect(
      'staged-rows-missing',
      `${sentRows} lines were sent, but the server took ${takenRows}.`,
      { loadId },
    );
  }

  private async guard(work: () => Promise<void>): Promise<void> {
    const { promise: stalled, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(new Unavailable('database-stalled', `The database took no data for ${stallMs / 1000} s.`));
    }, stallMs);
    try {
      if (this.failure) throw this.failure;
      await Promise.race([work(), stalled]);
    } catch (error) {
      this.abort();
      throw translateDatabaseError(this.failure ?? error);
    } finally {
      clearTimeout(timer);
    }
  }
}
