import type { Invoke } from '../functions/invocation.ts';
import type { StageTemplate } from './stage-template.ts';

/**
 * Invokes what the template wants invoked when it is deployed, one after the other.
 * @throws Error with the function's own message when one fails, as the deployment would
 */
export async function runTriggers(template: StageTemplate, invoke: Invoke): Promise<void> {
  for (const trigger of template.list('Custom::Trigger')) {
    const functionArn = template.text(trigger, 'HandlerArn');
    const { functionError, payload } = await invoke(functionArn, '{}');
    if (functionError === null) continue;
    const { errorType, errorMessage } = JSON.parse(payload) as { errorType?: string; errorMessage?: string };
    throw new Error(
      `The trigger "${trigger.logicalId}" failed: ${errorMessage ?? ''} (${errorType ?? 'no type'})`,
    );
  }
}
