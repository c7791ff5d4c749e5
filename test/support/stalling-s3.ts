import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An S3 with one object, which it hands out as it is told to. */
export type StallingS3 = {
  url: string;
  /** What becomes of the next requests, in turn: so many bytes of the object and then silence, or all of it. */
  answers: ('nothing' | 'headers' | 'half' | 'cut' | 'all')[];
  /** Requests so far. */
  requests: number;
  close(): Promise<void>;
};

export async function startStallingS3(object: Buffer): Promise<StallingS3> {
  const server = createServer((request, response) => {
    s3.requests += 1;
    request.resume();
    answer(response, s3.answers.shift() ?? 'all', object);
  });
  const s3: StallingS3 = {
    url: '',
    answers: [],
    requests: 0,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  s3.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return s3;
}

function answer(response: ServerResponse, how: StallingS3['answers'][number], object: Buffer): void {
  if (how === 'nothing') return;
  response.writeHead(200, { 'content-length': object.length, etag: '"0"' });
  if (how === 'all') return void response.end(object);
  response.flushHeaders();
  if (how === 'headers') return;
  response.write(object.subarray(0, object.length / 2), () => how === 'cut' && response.destroy());
}
