import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RejectsResponse, type RejectView } from '#core/operate/responses.ts';
import type { Stack } from '../connect-stack.ts';
import { Failure, misuse } from '../failure.ts';

export type SavedRejects = {
  file: string | null;
  lines: number;
  /** Lines of which only the first 64 KiB are kept. */
  cutLines: number;
  rawFile: string;
  reasonsFile: string;
};

/** What fits one answer of a function, 6 MB, when every line is of the greatest length that is kept. */
const linesPerAnswer = 50;

/**
 * Writes the rejected lines as they were delivered to `path`, and a CSV of their reasons beside it.
 * Nothing is written when there are none, and a file that exists is never overwritten.
 */
export async function saveRejects(
  stack: Stack,
  wanted: { unit: string; file: string | undefined; path: string; cwd: string },
): Promise<SavedRejects> {
  const rawFile = resolve(wanted.cwd, wanted.path);
  const saved = { lines: 0, cutLines: 0, rawFile, reasonsFile: `${rawFile}.reasons.csv` };
  const first = await askForPage(stack, wanted.unit, wanted.file);
  if (first.rejects.length === 0) return { file: first.file, ...saved };

  await using raw = await createFile(saved.rawFile);
  await using reasons = await createFile(saved.reasonsFile);
  await reasons.write('line,byte_offset,code,reason,length,complete\r\n');
  for (let page = first; page.rejects.length > 0;) {
    for (const reject of page.rejects) {
      const complete = await writeReject(raw, reasons, reject);
      saved.lines += 1;
      if (!complete) saved.cutLines += 1;
    }
    page = await askForPage(
      stack,
      wanted.unit,
      wanted.file ?? first.file ?? undefined,
      page.rejects.at(-1)?.line,
    );
  }
  return { file: first.file, ...saved };
}

function askForPage(stack: Stack, unit: string, file?: string, afterLine?: string): Promise<RejectsResponse> {
  return stack.ask({ verb: 'rejects', unit, file, afterLine, limit: linesPerAnswer }, RejectsResponse);
}

async function writeReject(raw: FileHandle, reasons: FileHandle, reject: RejectView): Promise<boolean> {
  const bytes = Buffer.from(reject.rawBase64, 'base64');
  const complete = bytes.length === reject.rawLength;
  const { line, byteOffset, code, reason, rawLength } = reject;
  await raw.write(Buffer.concat([bytes, Buffer.from('\n')]));
  await reasons.write(`${line},${byteOffset},${code},${quote(reason)},${rawLength},${complete}\r\n`);
  return complete;
}

async function createFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw misuse('file-exists', `${path} exists already.`, 'Name another file, or remove that one first.');
    }
    throw new Failure('cannot-write', `${path} cannot be written: ${(error as Error).message}`);
  }
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
