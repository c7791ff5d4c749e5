import { namedObject, type Doorbell } from '../doorbell.ts';
import { loadDueFiles, type DueOutcome, type LoadDueDeps } from './load-due-files.ts';
import { receiveObject } from './receive-object.ts';

/** `halted`: the object that the message named stops its feed; the message goes where operators find it. */
export type DoorbellAnswer = DueOutcome | 'halted';

/**
 * A doorbell registers the object it names and then does whatever is due, that object or not. A message that comes for
 * the first time and names a halted file tries the file once more; when it comes again it fails without an attempt, so
 * that it ends in the dead-letter queue, the operator's handle.
 * @throws Unavailable when the attempt may succeed later: the message comes again
 */
export async function answerDoorbell(
  doorbell: Doorbell,
  deps: LoadDueDeps & { receiveCount: number },
): Promise<DoorbellAnswer> {
  const { ledger, log } = deps;
  const object = namedObject(doorbell);
  if (object === null) {
    log.info('bell rung', { ...doorbell });
    return loadDueFiles(deps);
  }
  const { bucket, key, versionId } = object;
  const registration = await receiveObject(ledger, deps.bucket, deps.unit, object);
  log.info('object announced', { key, versionId, registration, receiveCount: deps.receiveCount });
  if (registration === 'known') {
    if (deps.receiveCount === 1) await ledger.resume(bucket, key, versionId, 'its message was sent again');
    else if (await ledger.isHalted(bucket, key, versionId)) return 'halted';
  }
  const outcome = await loadDueFiles(deps);
  return (await ledger.isHalted(bucket, key, versionId)) ? 'halted' : outcome;
}
