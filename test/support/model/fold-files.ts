import { isDeepStrictEqual } from 'node:util';
import { foldLine, type Entity } from '../fold-reference.ts';
import { namedIds, type FileLine } from './file-line.ts';

/** A file as the reference folds it. */
export type FoldedFile = {
  sourceFile: string;
  lines: readonly FileLine[];
  isFull: boolean;
  fullRun: string | null;
};

/** A record with the file and the line that last changed it; line 0: a full run that had it not. */
export type ModelRecord = Entity & { sourceFile: string; line: number };
export type ModelState = ReadonlyMap<string, ModelRecord>;

/**
 * The state that a clean load of these files, in this order, comes to.
 * @param closedRuns full runs that delete what none of their parts names, behind the last of them
 */
export function foldFiles(
  files: readonly FoldedFile[],
  merge: 'patch' | 'replace',
  closedRuns: ReadonlySet<string>,
): ModelState {
  let state: ModelState = new Map();
  for (const [index, file] of files.entries()) {
    state = foldFile(state, file, merge);
    const { fullRun } = file;
    const isLastPart = fullRun !== null && files[index + 1]?.fullRun !== fullRun;
    if (!isLastPart || !closedRuns.has(fullRun)) continue;
    const parts = files.filter((part) => part.fullRun === fullRun);
    state = deleteAbsent(state, new Set(parts.flatMap(({ lines }) => [...namedIds(lines)])), file.sourceFile);
  }
  return state;
}

/** A file that changes a record and changes it back has not changed it. */
function foldFile(before: ModelState, file: FoldedFile, merge: 'patch' | 'replace'): ModelState {
  const state = new Map(before);
  for (const [index, line] of file.lines.entries()) {
    if (!('record' in line)) continue;
    const id = line.record.EntityId;
    const was = state.get(id);
    const is = foldLine(was, line.record, file.isFull || merge === 'replace');
    if (is && !isSame(was, is)) state.set(id, { ...is, sourceFile: file.sourceFile, line: index + 1 });
  }
  for (const [id, was] of before) if (isSame(was, state.get(id))) state.set(id, was);
  return state;
}

function deleteAbsent(before: ModelState, present: ReadonlySet<string>, sourceFile: string): ModelState {
  const state = new Map(before);
  for (const [id, was] of before) {
    if (!was.deleted && !present.has(id)) state.set(id, { ...was, deleted: true, sourceFile, line: 0 });
  }
  return state;
}

function isSame(was: Entity | undefined, is: Entity | undefined): boolean {
  return was?.deleted === is?.deleted && isDeepStrictEqual(was?.data, is?.data);
}
