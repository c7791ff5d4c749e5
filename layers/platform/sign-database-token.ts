import { Signer } from '@aws-sdk/rds-signer';

/** Gives fresh IAM tokens with which a role signs in to Aurora: each is good for 15 minutes, signed without a call. */
export function signDatabaseToken(options: {
  host: string;
  port: number;
  user: string;
  region: string;
}): () => Promise<string> {
  const signer = new Signer({
    hostname: options.host,
    port: options.port,
    username: options.user,
    region: options.region,
  });
  return () => signer.getAuthToken();
}
