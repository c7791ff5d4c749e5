/**
 * What ships as the Lambda layer and what the functions' bundles therefore leave out: every specifier by which a
 * ring imports a third-party package. Whatever is imported and not named here is bundled into the functions that
 * use it, as the AWS SDK is: a layer must never hold `@aws-sdk/*`.
 */
export const thirdPartyPackages = [
  '@aws-lambda-powertools/logger',
  '@aws-lambda-powertools/metrics',
  'pg',
  'pg-copy-streams',
  'zod',
] as const;
