import { isMillraceError, type MillraceError } from '#core/errors.ts';
import { Failure } from './failure.ts';

/** What is wrong, where it matters: which stage, and which of its functions, if it was one. */
type Facts = { stage: string; functionName: string };

const policy = 'docs/operations.md has the policy that it takes: "The command line and a deployed stage".';
const signIn = 'Sign in with `aws sso login`, and say AWS_PROFILE=NAME where it is not the default profile.';

/** What a person can do about the errors that talking to a deployed stage brings, by their code. */
const nextByCode: Readonly<Record<string, (facts: Facts) => string>> = {
  'no-aws-region': () =>
    'Say it with AWS_REGION=us-east-1, or with AWS_PROFILE=NAME where the profile has one.',
  'no-aws-credentials': () => signIn,
  'aws-sign-in-over': () => signIn,
  'aws-credentials-refused': () =>
    'Keys in the environment (AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN) count before AWS_PROFILE: are they old ones?',
  'not-allowed': () => policy,
  'aws-refused': () => policy,
  'no-such-function': ({ stage }) =>
    `Is the unit live in ${stage}, and is what is deployed there of the same version as this command line?`,
  'no-such-bucket': ({ stage }) =>
    `Is what is deployed to ${stage} of the same version as this command line?`,
  'function-unreachable': () => 'Look at the network, and at AWS_REGION: is there such a region?',
  's3-unreachable': () => 'Look at the network, then load the file again.',
  'aws-unavailable': () => 'Look at the network, then try again.',
  'function-failed': ({ functionName }) =>
    `Read what it logged: \`aws logs tail /aws/lambda/${functionName} --since 10m\`.`,
  'unexpected-answer': ({ stage }) =>
    `Is what is deployed to ${stage} of the same version as this command line?`,
};

/** What was thrown while a deployed stage was talked to, with what to do about it there. */
export function explainOnAws(thrown: unknown, stage: string): unknown {
  if (thrown instanceof Failure) {
    const next = nextByCode[thrown.code]?.({ stage, functionName: '' });
    return next === undefined ? thrown : new Failure(thrown.code, thrown.message, next, 1, thrown);
  }
  if (!isMillraceError(thrown)) return thrown;
  const functionName = readFact(thrown, 'functionName');
  if (thrown.code === 'no-such-function' && functionName === `millrace-${stage}-operate`)
    return describeMissingStage(thrown, stage);
  const next = nextByCode[thrown.code]?.({ stage, functionName });
  return next === undefined ? thrown : new Failure(thrown.code, thrown.message, next, 1, thrown);
}

/** Every stage has `operate`: whoever finds none has the wrong name, or is in the wrong place. */
function describeMissingStage(error: MillraceError, stage: string): Failure {
  const region = readFact(error, 'region');
  return new Failure(
    'no-such-stage',
    `There is no stage "${stage}" in ${region}, in the account of your credentials.`,
    'Look at its name, at AWS_REGION and at AWS_PROFILE; `aws sts get-caller-identity` says which account it is.',
    1,
    error,
  );
}

function readFact({ facts }: MillraceError, name: string): string {
  const fact = facts[name];
  return typeof fact === 'string' ? fact : '';
}
