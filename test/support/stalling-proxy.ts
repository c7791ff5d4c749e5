import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can lose a connection as a network does: nobody is told, nothing goes through any more. */
export type StallingProxy = {
  port: number;
  /** From now on the first connection that sent this many bytes is lost; resolves when one is. */
  loseAfter(sentBytes: number): Promise<void>;
  close(): Promise<void>;
};

export async function startStallingProxy(target: { host: string; port: number }): Promise<StallingProxy> {
  const sockets = new Set<Socket>();
  let trap: { sentBytes: number; sprung: () => void } | null = null;
  const server = createServer((client) => {
    const upstream = connect(target);
    let isLost = false;
    let sentBytes = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes) => {
      sentBytes += bytes.length;
      if (trap !== null && sentBytes > trap.sentBytes) {
        isLost = true;
        trap.sprung();
        trap = null;
      }
      if (!isLost) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => isLost || client.write(bytes));
    // An end is something that goes through, too.
    client.on('close', () => isLost || upstream.destroy());
    upstream.on('close', () => isLost || client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    loseAfter(bytes) {
      const { promise, resolve } = Promise.withResolvers<void>();
      trap = { sentBytes: bytes, sprung: resolve };
      return promise;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
