import type { ClientAccess } from '#platform/invoke-function.ts';
import type { Session } from './session.ts';

/** A stack on this machine looks at no signature, but the clients insist on having something to sign with. */
export function accessTo(endpoint: string, env: Session['env']): ClientAccess {
  return {
    endpoint,
    region: env['AWS_REGION'] ?? 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}
