import type { Queues } from '../queues/start-queues.ts';
import type { Resource, StageTemplate } from '../template/stage-template.ts';
import { matchesPattern } from './match-pattern.ts';
import type { EventBridgeEvent } from './object-event.ts';
import { shapeTargetInput } from './target-input.ts';
import type { TargetInput } from './target-input.ts';

type Target = TargetInput & {
  Id: string;
  Arn: string;
  SqsParameters?: { MessageGroupId?: string };
  DeadLetterConfig?: { Arn?: string };
};
type Rule = { name: string; pattern: unknown; targets: { settings: Target; queue: string }[] };

/** Every enabled rule of the template, with its targets: queues, for now. */
export function readRules(template: StageTemplate): Rule[] {
  return template
    .list('AWS::Events::Rule')
    .filter((rule) => (template.property(rule, 'State') ?? 'ENABLED') === 'ENABLED')
    .map((rule) => ({
      name: rule.name,
      pattern: template.property(rule, 'EventPattern'),
      targets: ((template.property(rule, 'Targets') ?? []) as Target[]).map((settings) => ({
        settings,
        queue: template.ref(findQueue(template, rule, settings.Arn)),
      })),
    }));
}

/** Delivers an event to the targets of each rule that it matches, as a message that holds what the target asks for. */
export async function deliverEvent(
  rules: readonly Rule[],
  event: EventBridgeEvent,
  queues: Queues,
): Promise<void> {
  const matching = rules.filter((rule) => matchesPattern(rule.pattern, event));
  await Promise.all(
    matching.flatMap(({ targets }) =>
      targets.map(({ settings, queue }) =>
        // Deduplication is the queue's own, by content: each event of S3 has bytes of its own.
        queues.send(queue, shapeTargetInput(settings, event), settings.SqsParameters?.MessageGroupId),
      ),
    ),
  );
}

function findQueue(template: StageTemplate, rule: Resource, arn: string): Resource {
  const queue = template.findByArn('AWS::SQS::Queue', arn);
  if (queue) return queue;
  throw new Error(`The rule ${rule.name} has a target that is no queue of the templates: ${arn}.`);
}
