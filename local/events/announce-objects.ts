import type { Queues } from '../queues/start-queues.ts';
import type { Announce } from '../s3/s3-request.ts';
import type { StageTemplate } from '../template/stage-template.ts';
import { shapeObjectEvent, startSequencer } from './object-event.ts';
import { deliverEvent, readRules } from './rules.ts';

/** Carries what happens to objects to EventBridge's rules, and what they match to their targets. */
export function announceObjects(
  template: StageTemplate,
  queues: Queues,
  log: (line: string) => void,
): Announce {
  const { region, accountId } = template.facts;
  const rules = readRules(template);
  const nextSequencer = startSequencer();
  return (happened) => {
    const event = shapeObjectEvent(happened, { region, accountId, sequencer: nextSequencer() });
    deliverEvent(rules, event, queues).catch((error: unknown) => {
      log(`An event of ${happened.key} was not delivered: ${String(error)}`);
    });
  };
}
