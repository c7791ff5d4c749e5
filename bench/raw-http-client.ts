import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const headEnd = '\r\n\r\n';

/**
 * One HTTP/1.1 connection that asks and counts the bytes of the answer, and no more: what measures shares the machine with
 * what is measured.
 */
export class RawHttpClient {
  readonly #socket: Socket;
  readonly #head: string;
  #received: Buffer = Buffer.alloc(0);
  #onData: () => void = () => undefined;
  #onEnd: (error: Error) => void = () => undefined;

  private constructor(socket: Socket, { host }: URL, headers: Readonly<Record<string, string>>) {
    const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#socket = socket;
    this.#head = ` HTTP/1.1\r\n${lines.join('')}\r\n`;
    socket.on('data', (bytes: Buffer) => {
      this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
      this.#onData();
    });
    socket.on('error', (error) => this.#onEnd(error));
    socket.on('close', () => this.#onEnd(new Error('The connection was closed.')));
  }

  /** @param url whose host is asked */
  static async open(url: string, headers: Readonly<Record<string, string>>): Promise<RawHttpClient> {
    const target = new URL(url);
    const socket = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    await once(socket, 'connect');
    return new RawHttpClient(socket, target, headers);
  }

  /**
   * @param path with the query
   * @returns the status, once the whole answer is there
   * @throws Error when the connection ends first, or the answer does not say how long it is
   */
  get(path: string): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#onEnd = reject;
    this.#onData = () => {
      try {
        const answer = readAnswer(this.#received);
        if (answer === null) return;
        this.#received = this.#received.subarray(answer.sizeBytes);
        resolve(answer.status);
      } catch (error) {
        reject(error);
      }
    };
    this.#socket.write(`GET ${path}${this.#head}`, (error) => {
      if (error) reject(error);
    });
    return promise;
  }

  close(): void {
    this.#socket.destroy();
  }
}

function readAnswer(bytes: Buffer): { status: number; sizeBytes: number } | null {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return null;
  const head = bytes.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const length = status === 304 ? '0' : /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`An answer does not say how long it is: ${head}`);
  const sizeBytes = end + headEnd.length + Number(length);
  return bytes.length < sizeBytes ? null : { status, sizeBytes };
}
