import type { Endpoints } from './endpoints.ts';
import { misuse } from './failure.ts';
import { readEndpoints } from './read-endpoints.ts';
import type { CommonOptions, Session } from './session.ts';

/** What a command talks to: a stack on this machine, by its addresses, or a stage on AWS, by its name. */
export type Target = { on: 'this-machine'; endpoints: Endpoints } | { on: 'aws'; stage: string };

const ways = 'Say --stage NAME for a stage on AWS, --endpoints FILE for a stack on this machine.';

/**
 * The stack that this command is about. What its own words name counts before MILLRACE_STAGE and MILLRACE_ENDPOINTS;
 * where neither names one it is the stack that runs on this machine.
 * @throws Failure `stage-and-endpoints` where it is not clear which of two is meant: one of them may be the wrong one
 */
export function findTarget(session: Session, options: CommonOptions): Target {
  const { stage, endpoints } = options;
  if (stage !== undefined && endpoints !== undefined)
    throw misuse('stage-and-endpoints', '--stage and --endpoints name two different stacks.', ways);
  if (stage !== undefined) return stageOnAws(stage);
  if (endpoints !== undefined) return { on: 'this-machine', endpoints: readEndpoints(session, endpoints) };
  const { MILLRACE_STAGE: usualStage, MILLRACE_ENDPOINTS: usualEndpoints } = session.env;
  if (usualStage && usualEndpoints) {
    const both = 'MILLRACE_STAGE and MILLRACE_ENDPOINTS are both set, and name two different stacks.';
    throw misuse('stage-and-endpoints', both, ways);
  }
  if (usualStage) return stageOnAws(usualStage);
  return { on: 'this-machine', endpoints: readEndpoints(session, usualEndpoints) };
}

/** A name that no stage can have would name other functions than those of a stage. */
function stageOnAws(stage: string): Target {
  if (/^[a-z][a-z0-9]{1,11}$/.test(stage)) return { on: 'aws', stage };
  throw misuse(
    'bad-stage-name',
    `No stage can be called "${stage}".`,
    'It is a name of `infra/stages.ts`, such as dev or prod: 2 to 12 small letters and digits.',
  );
}
