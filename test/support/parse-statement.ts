import type pg from 'pg';

/** What of pg's connection a Parse without a Bind needs; its types leave the protocol out. */
type Wire = {
  parse(message: { name: string; text: string }): void;
  describe(message: { type: 'S'; name: string }): void;
  sync(): void;
};

/**
 * Has the server parse and analyse one statement without running it.
 * @throws what the server says of it
 */
export function parseStatement(client: pg.Client, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query({
      submit(connection: unknown) {
        const wire = connection as Wire;
        wire.parse({ name: '', text });
        wire.describe({ type: 'S', name: '' });
        wire.sync();
      },
      handleRowDescription: () => undefined,
      handleError: reject,
      handleReadyForQuery: () => resolve(),
    } as unknown as pg.Submittable);
  });
}
