import type { FileStanding } from '#core/operate/responses.ts';
import type { Stack } from './connect-stack.ts';
import { followLoad } from './follow-load.ts';
import { isLoaded } from './is-loaded.ts';
import { formatLoadResult } from './present/load-result.ts';
import { jsonLine } from './present/json-line.ts';
import { showProgress } from './present/progress.ts';
import type { CommonOptions, ExitCode, Session } from './session.ts';
import { startWatch } from './start-watch.ts';

/** Follows a file whose turn has come again, as `load` does with a new one, and says what became of it. */
export async function followChange(
  stack: Stack,
  session: Session,
  { unit, standing, json }: { unit: string; standing: FileStanding } & Pick<CommonOptions, 'json'>,
): Promise<ExitCode> {
  const { file: key, versionId, sizeBytes } = standing;
  const progress = showProgress(key, session.err);
  const result = await followLoad(
    stack,
    unit,
    { key, versionId, sizeBytes },
    startWatch(),
    progress.show,
  ).finally(progress.clear);
  session.out.write(json ? jsonLine(result) : formatLoadResult(result, unit, session.out));
  return isLoaded(result) ? 0 : 1;
}
