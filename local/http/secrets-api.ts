import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import { readBody } from './read-body.ts';

export type LocalSecret = { name: string; arn: string; value: string };

const target = 'secretsmanager.';
const maxRequestBytes = 64 * 1024;

/** Secrets Manager's GetSecretValue, over its JSON protocol. Null: not a request for it. */
export async function answerSecrets(
  request: IncomingMessage,
  secrets: readonly LocalSecret[],
): Promise<Answer | null> {
  const operation = String(request.headers['x-amz-target'] ?? '');
  if (request.method !== 'POST' || !operation.startsWith(target)) return null;
  if (operation !== 'secretsmanager.GetSecretValue') {
    return describe(400, { __type: 'InvalidRequestException', Message: `${operation} is not done locally.` });
  }
  const { SecretId: id } = JSON.parse(await readBody(request, maxRequestBytes)) as { SecretId?: string };
  const secret = secrets.find(({ name, arn }) => id === name || id === arn);
  if (!secret) {
    const message = "Secrets Manager can't find the specified secret.";
    return describe(400, { __type: 'ResourceNotFoundException', Message: message });
  }
  return describe(200, {
    ARN: secret.arn,
    Name: secret.name,
    SecretString: secret.value,
    VersionId: randomUUID(),
    VersionStages: ['AWSCURRENT'],
    CreatedDate: Date.now() / 1000,
  });
}

function describe(status: number, body: Record<string, unknown>): Answer {
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) };
}
