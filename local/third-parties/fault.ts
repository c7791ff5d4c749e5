/** What goes wrong with one request, once. */
export type Fault =
  /** This answer in place of doing anything. */
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body: string }
  /** No answer at all, and the connection stays open; what was asked for is done before, or is not. */
  | { kind: 'silence'; done: boolean }
  /** The connection breaks, likewise. */
  | { kind: 'cut'; done: boolean }
  /** An answer that begins well and never ends. */
  | { kind: 'endless' }
  /** Asana: one action of the batch, counted from 0, is not done and answered so. */
  | { kind: 'action'; at: number; status: number; headers?: Record<string, string>; body: unknown };

/** For tests: what goes wrong with the next request, or null. There is no way to ask for it over HTTP. */
export type Faults = { next(request: { method: string; path: string }): Fault | null };
