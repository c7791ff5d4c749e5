import * as z from 'zod';
import { businessUnits } from '#catalog/catalog.ts';
import { Scope } from '#core/api/scope.ts';
import { Failure, misuse } from '../failure.ts';
import { findTarget, type Target } from '../find-target.ts';
import { findUnit } from '../find-unit.ts';
import { jsonLine } from '../present/json-line.ts';
import type { CommonOptions, ExitCode, Session } from '../session.ts';
import type { VerbHost } from '../verb.ts';

type TokenOptions = CommonOptions & { scopes?: string; bu?: string };

const Answer = z.object({ access_token: z.string(), expires_in: z.number() });
const examples = `
Scopes: read (see), write (edit), operate (look after). None includes another. The token is the last line that is written.
Only a stack on this machine makes tokens; on AWS its issuer does.

Examples:
  $ millrace token --scopes read
  $ curl -H "Authorization: Bearer $(millrace token --scopes read)" $API/api/pipeline/products
  $ millrace token --scopes read,write,operate --bu athena`;

export function addTokenVerb({ program, session, finish }: VerbHost): void {
  program
    .command('token')
    .summary('a token for the HTTP API')
    .description(
      'Prints a token with which the HTTP API of a stack on this machine is called, good for twelve hours.',
    )
    .option('--scopes <list>', 'what it is good for: read, write, operate', 'read')
    .option('--bu <unit>', 'the business unit whose data it opens (default: all)')
    .addHelpText('after', examples)
    .action(async (_, command) => finish(await printToken(session, command.optsWithGlobals())));
}

async function printToken(session: Session, options: TokenOptions): Promise<ExitCode> {
  const scopes = readScopes(options.scopes ?? '');
  const units =
    options.bu === undefined ? businessUnits.map(({ name }) => name) : [findUnit(options.bu).name];
  const issuer = findIssuer(findTarget(session, options));
  const { access_token: token, expires_in: seconds } = await requestToken(issuer, { scopes, units });
  session.out.write(options.json ? jsonLine({ token, scopes, units, seconds }) : `${token}\n`);
  return 0;
}

/** @throws Failure `no-issuer`: who signs in to a deployed stage is for whoever keeps its people's accounts */
function findIssuer(target: Target): string {
  if (target.on === 'this-machine') {
    const { issuer } = target.endpoints;
    if (issuer !== undefined) return issuer;
    throw new Failure('no-issuer', 'This stack makes no tokens: it has no HTTP API.');
  }
  const { stage } = target;
  throw new Failure(
    'no-issuer',
    `Millrace makes no tokens for ${stage}: it takes those of an issuer that it does not run.`,
    `Get one there: \`api.issuer\` of ${stage} in infra/stages.ts is the issuer, \`api.audience\` whom the token has to be for. docs/api.md says which claims it needs.`,
  );
}

function readScopes(list: string): Scope[] {
  const words = list.split(',').map((word) => word.trim());
  const unknown = words.find((word) => !Scope.safeParse(word).success);
  if (unknown === undefined) return [...new Set(words)] as Scope[];
  const known = Scope.options.join(', ');
  throw misuse(
    'unknown-scope',
    `There is no scope "${unknown}".`,
    `There are: ${known}. Separate them by commas.`,
  );
}

async function requestToken(issuer: string, wish: unknown): Promise<z.infer<typeof Answer>> {
  const request = { method: 'POST', body: JSON.stringify(wish) };
  const answer = await fetch(`${issuer}/token`, request).catch((error: unknown) => {
    const next = 'Is the stack still running? Start it with `npm start`.';
    throw new Failure('issuer-unavailable', `${issuer} does not answer.`, next, 1, error);
  });
  const parsed = Answer.safeParse(await answer.json().catch(() => null));
  if (answer.ok && parsed.success) return parsed.data;
  throw new Failure('no-token', `${issuer} gave no token (${answer.status}).`);
}
