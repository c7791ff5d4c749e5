import type { ClientAccess } from '#platform/invoke-function.ts';
import type { Target } from './find-target.ts';
import type { Session } from './session.ts';

/**
 * How to reach a service of the target. A stack on this machine looks at no signature, but the clients insist on having
 * something to sign with; on AWS the SDK finds region and credentials where people keep them.
 */
export function accessTo(service: 'lambda' | 's3', target: Target, env: Session['env']): ClientAccess {
  if (target.on === 'aws') return null;
  return {
    endpoint: target.endpoints[service],
    region: env['AWS_REGION'] ?? 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}
