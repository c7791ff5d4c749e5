import type { Stack } from './connect-stack.ts';
import { Failure, misuse } from './failure.ts';
import { describePlace } from './place.ts';
import { colour } from './present/colour.ts';
import type { CommonOptions, Session } from './session.ts';

/** What would be done, as lines to read, and the question whether it shall be. */
export type Proposal = { plan: string; question: string };
type Placed = Pick<Stack, 'findPlace'>;
export type ConfirmOptions = CommonOptions & { yes?: true };

/**
 * Shows what would be done, and on AWS where, and goes on only if whoever is there says yes, or said so with --yes.
 * @throws Failure `not-confirmed` when they do not, `cannot-ask` when there is nobody
 */
export async function confirm(
  session: Session,
  stack: Placed,
  { plan, question }: Proposal,
  options: ConfirmOptions,
): Promise<void> {
  if (!(options.yes && options.json)) session.err.write(`${await namePlace(session, stack)}${plan}`);
  if (options.yes) return;
  if (!session.in.isTerminal) {
    throw misuse('cannot-ask', 'There is nobody at a terminal to ask.', 'Say --yes to do it without asking.');
  }
  session.err.write(`${question} [y/N] `);
  const answer = await session.in.readLine();
  if (/^y(es)?$/i.test(answer?.trim() ?? '')) return;
  throw new Failure('not-confirmed', 'Nothing was done.');
}

/**
 * The same for what is done without asking where things are tried: on this machine, and in the stage `dev`, of which
 * only the place is shown.
 */
export async function confirmWhereItCounts(
  session: Session,
  stack: Placed,
  proposal: Proposal,
  options: ConfirmOptions,
): Promise<void> {
  const place = await stack.findPlace();
  if (place === null) return;
  if (place.stage !== 'dev') await confirm(session, stack, proposal, options);
  else if (!options.json) session.err.write(await namePlace(session, stack));
}

async function namePlace(session: Session, stack: Placed): Promise<string> {
  const place = await stack.findPlace();
  return place === null ? '' : `${colour(session.err, 'bold', describePlace(place))}\n`;
}
