import type { LandedFile } from './ports.ts';

/** Why a feed that is set to halt late files halts this one; `isCorrection`: other bytes for a file in force. */
export function describeLate(file: LandedFile, isCorrection: boolean): { code: string; message: string } {
  const what = isCorrection
    ? `A version of this key with other bytes is in force`
    : `Later ${file.feed} files are in force`;
  return {
    code: isCorrection ? 'corrected-file' : 'late-file',
    message:
      `${what}, and this feed is set to halt such a file. Nothing of it was loaded; the later files of this feed ` +
      `wait. \`millrace resume\` puts it in its place, where only the records that it touches are folded again; ` +
      `\`millrace skip\` leaves it out.`,
  };
}
