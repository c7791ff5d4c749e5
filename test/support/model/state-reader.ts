import pg from 'pg';
import { describeState, type RecordRow } from './describe-state.ts';

/** Reads the state of one unit over and over, as a reader of its own who knows nothing of the loader. */
export class StateReader {
  private readonly client: pg.Client;
  private isReading = false;
  private reading: Promise<string[]> = Promise.resolve([]);

  private constructor(client: pg.Client) {
    this.client = client;
  }

  static async open(url: string, schema: string): Promise<StateReader> {
    const client = new pg.Client(url);
    await client.connect();
    await client.query(`set search_path to ${schema}, pg_temp`);
    return new StateReader(client);
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  /** The state at this moment. */
  async read(): Promise<string> {
    const { rows } = await this.client.query<RecordRow>({
      name: 'state',
      text: `select id, deleted, data, source_file, line::int from records where feed = 'products'`,
    });
    return describeState(rows);
  }

  start(): void {
    this.isReading = true;
    this.reading = this.readOn();
    // Whoever stops it hears of a failure.
    this.reading.catch(() => undefined);
  }

  /** The states that were seen since the start, one after another. */
  async stop(): Promise<string[]> {
    this.isReading = false;
    return this.reading;
  }

  private async readOn(): Promise<string[]> {
    const seen: string[] = [];
    while (this.isReading) {
      const state = await this.read();
      if (state !== seen.at(-1)) seen.push(state);
    }
    return seen;
  }
}
