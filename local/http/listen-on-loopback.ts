import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HttpServer = { url: string; port: number; close(): Promise<void> };

/** Longer than any client keeps an idle connection, so that none is closed while a request is on its way. */
const keepIdleMs = 75_000;

/**
 * Serves HTTP on 127.0.0.1 alone.
 * @param port 0 for a free one
 * @throws Error when the port is taken
 */
export async function listenOnLoopback(
  name: string,
  port: number,
  listener: RequestListener,
): Promise<HttpServer> {
  // A body may take as long as it takes.
  const server = createServer({ keepAliveTimeout: keepIdleMs, requestTimeout: 0 }, listener);
  await listen(server, port).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'EADDRINUSE' ? 'another program listens there' : cause.message;
    throw new Error(
      `${name} cannot listen on port ${port}: ${reason}. Leave the port out to get a free one.`,
      { cause },
    );
  });
  const bound = (server.address() as AddressInfo).port;
  return { url: `http://127.0.0.1:${bound}`, port: bound, close: () => close(server) };
}

async function listen(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  await promise;
}

async function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
