import type { UnitBench } from '../unit-bench.ts';
import { describeState, rowsOf } from './describe-state.ts';
import { expectSettled } from './expect-settled.ts';
import type { Action, Doorbell, History } from './histories.ts';
import type { ModelState } from './fold-files.ts';
import { Life } from './life.ts';
import type { StateReader } from './state-reader.ts';
import { takeAction } from './take-action.ts';

/** Where a history happens: an empty unit, and somebody who reads it meanwhile. */
export type World = { bench: UnitBench; reader: StateReader };

/**
 * Lets a history happen to a unit and to the model of it, and holds the one against the other behind every doorbell.
 * @param look called behind each doorbell
 * @throws Error that says which doorbell ended otherwise than the model, and how
 */
export async function liveThrough(
  world: World,
  history: History,
  look: () => Promise<void> = async () => undefined,
): Promise<void> {
  const life = new Life(world.bench, history);
  try {
    for (const [index, doorbell] of history.doorbells.entries()) {
      await answer(world, life, history.places, doorbell).catch((cause: unknown) => {
        const what = doorbell.map((action) => action.do).join(', ');
        throw new Error(`doorbell ${index} (${what}): ${(cause as Error).message}`, { cause });
      });
      await look();
    }
  } finally {
    for (const version of life.model.versions) life.forget(version);
  }
}

async function answer(
  { bench, reader }: World,
  life: Life,
  places: readonly number[],
  doorbell: Doorbell,
): Promise<void> {
  const describe = (state: ModelState): string => describeState(rowsOf(state));
  const allowed = [describe(life.model.state())];
  const settle = (): void => {
    for (const state of life.model.settle()) allowed.push(describe(state));
  };
  reader.start();
  let seen: string[];
  try {
    const [only, ...others] = doorbell as [Action, ...Action[]];
    if (others.length === 0) await takeAction(life, places, only, settle);
    else await whileHeld(bench, () => takeAll(life, places, doorbell));
    // Whoever announces a file has rung already.
    if (others.length > 0 || !isAnnouncement(only)) await bench.loader.ring();
    settle();
  } finally {
    seen = await reader.stop();
  }
  expectInOrder(seen, allowed);
  await expectSettled(bench, reader, life);
}

async function takeAll(life: Life, places: readonly number[], doorbell: Doorbell): Promise<void> {
  for (const action of doorbell) await takeAction(life, places, action, () => undefined);
}

/** As if another loader had the unit: everything is written down, and nothing is done. */
async function whileHeld({ loader: { ledger } }: UnitBench, act: () => Promise<void>): Promise<void> {
  const epoch = await ledger.claim('another');
  if (epoch === null) throw new Error('the unit is held by another loader');
  await act();
  await ledger.release(epoch, () => true);
}

function isAnnouncement({ do: what }: Action): boolean {
  return what === 'put' || what === 'put-same' || what === 'announce';
}

/** What a reader saw are states that the model went through, in its order, some of them perhaps unseen. */
function expectInOrder(seen: readonly string[], allowed: readonly string[]): void {
  let at = 0;
  for (const state of seen) {
    const found = allowed.indexOf(state, at);
    if (found < 0) {
      const known = allowed.slice(at).join('\n--\n');
      throw new Error(
        `a reader saw a state that the model does not go through from there:\n${state}\nbut:\n${known}`,
      );
    }
    at = found;
  }
}
