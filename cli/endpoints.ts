import * as z from 'zod';

/** Where a running stack is, as it writes it down when it has started. */
export const Endpoints = z.object({
  s3: z.url(),
  sqs: z.url(),
  lambda: z.url(),
  /** Who makes tokens for the HTTP API; a deployed stack has an issuer elsewhere. */
  issuer: z.url().optional(),
  database: z.string(),
  landingBucket: z.string(),
  exportsBucket: z.string(),
  stage: z.string(),
  /** The folder of the functions' logs. */
  logs: z.string(),
});
export type Endpoints = z.infer<typeof Endpoints>;
