import * as z from 'zod';
import type { Fault } from '../third-parties/fault.ts';
import { answerTask } from './answer-task.ts';
import { AsanaProblem } from './asana-problem.ts';
import type { AsanaTasks } from './asana-tasks.ts';

const actionsAtMost = 10;
const Batch = z.object({
  data: z.object({
    actions: z
      .array(
        z.object({
          relative_path: z.string(),
          method: z.string().default('get'),
          data: z.record(z.string(), z.unknown()).optional(),
          options: z.object({ fields: z.array(z.string()).optional() }).optional(),
        }),
      )
      .min(1)
      .max(actionsAtMost),
  }),
});
export type Batch = z.infer<typeof Batch>;
type ActionResult = { status_code: number; headers: Record<string, string>; body: unknown };

/** @throws AsanaProblem for what is no batch, an empty one, or one of more than ten actions */
export function parseBatch(body: unknown): Batch {
  const { data } = Batch.safeParse(body);
  if (data) return data;
  throw new AsanaProblem(
    400,
    `actions: a batch has 1 to ${actionsAtMost} actions, each with a relative_path`,
  );
}

/** What became of each action, in the order of the request; one that fails keeps no other from being done. */
export function answerBatch(tasks: AsanaTasks, { data }: Batch, fault: Fault | null): ActionResult[] {
  return data.actions.map((action, at) => {
    if (fault?.kind === 'action' && fault.at === at) {
      return { status_code: fault.status, headers: fault.headers ?? {}, body: fault.body };
    }
    const request = {
      ...{ method: action.method.toUpperCase(), path: action.relative_path, data: action.data },
      fields: action.options?.fields ?? null,
    };
    try {
      return { status_code: 200, headers: {}, body: { data: answerTask(tasks, request) } };
    } catch (error) {
      if (!(error instanceof AsanaProblem)) throw error;
      return { status_code: error.status, headers: error.headers, body: error.body };
    }
  });
}
