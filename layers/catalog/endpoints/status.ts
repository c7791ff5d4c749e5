import * as z from 'zod';
import type { Endpoint } from '#core/api/endpoint.ts';
import { freshness } from './freshness.ts';

const time = z.string().meta({ format: 'date-time' });

export const status: Endpoint = {
  name: 'status',
  method: 'GET',
  path: '/status',
  summary: 'Whether data comes, and what is stuck',
  description:
    'How fresh each source is, the files that stop their feed, open alerts, the last runs and the next, and what other systems ' +
    'still have to learn.',
  scopes: ['read', 'operate'],
  feeds: [],
  query: z.strictObject({}),
  filters: [],
  response: z.strictObject({
    sources: z.array(z.strictObject({ ...freshness, feed: z.string() })),
    halted_files: z.array(
      z.strictObject({
        feed: z.string(),
        file: z.string(),
        code: z.string(),
        message: z.string().nullable(),
        since: time,
      }),
    ),
    alerts: z.array(
      z.strictObject({
        kind: z.string(),
        severity: z.enum(['warning', 'critical']),
        subject: z.string(),
        code: z.string(),
        message: z.string(),
        raised_at: time,
      }),
    ),
    last_runs: z
      .array(
        z.strictObject({
          kind: z.string(),
          scope: z.string().nullable(),
          started_at: time,
          ended_at: time.nullable(),
          status: z.enum(['running', 'done', 'failed']),
          error: z.string().nullable(),
        }),
      )
      .meta({ description: 'The newest of each kind and scope.' }),
    write_backs: z
      .array(
        z.strictObject({
          destination: z.string(),
          open: z.int().min(0),
          failed: z.int().min(0),
          oldest_open_at: time.nullable(),
          is_paused: z.boolean().meta({ description: 'It does not let us in; an alert says more.' }),
        }),
      )
      .meta({ description: 'The systems that still have edits to learn, or refused some.' }),
    next_runs: z
      .array(z.strictObject({ feed: z.string(), due_at: time }))
      .meta({ description: 'When the next data of each feed is expected.' }),
  }),
};
