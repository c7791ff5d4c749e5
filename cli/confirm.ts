import { Failure, misuse } from './failure.ts';
import type { CommonOptions, Session } from './session.ts';

/**
 * Shows what would be done and goes on only if whoever is there says yes, or said so with --yes.
 * @throws Failure `not-confirmed` when they do not, `cannot-ask` when there is nobody
 */
export async function confirm(
  session: Session,
  { plan, question }: { plan: string; question: string },
  options: CommonOptions & { yes?: true },
): Promise<void> {
  if (!(options.yes && options.json)) session.err.write(plan);
  if (options.yes) return;
  if (!session.in.isTerminal) {
    throw misuse('cannot-ask', 'There is nobody at a terminal to ask.', 'Say --yes to do it without asking.');
  }
  session.err.write(`${question} [y/N] `);
  const answer = await session.in.readLine();
  if (/^y(es)?$/i.test(answer?.trim() ?? '')) return;
  throw new Failure('not-confirmed', 'Nothing was done.');
}
