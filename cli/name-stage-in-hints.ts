import type { CommonOptions, Output, Session } from './session.ts';

/**
 * The same session, whose advice can be followed as it stands: where --stage was said, every `npx millrace …` that is
 * written says it, too, wherever the sentence was made, be it in the stage itself. Results in JSON stay as they are.
 * @param readOptions what was said so far; the words are read after the session is made
 */
export function nameStageInHints(session: Session, readOptions: () => CommonOptions): Session {
  const rewrite = (text: string): string => {
    const { stage } = readOptions();
    return stage === undefined ? text : text.replaceAll('npx millrace ', `npx millrace --stage ${stage} `);
  };
  return {
    ...session,
    out: rewriting(session.out, (text) => (readOptions().json ? text : rewrite(text))),
    err: rewriting(session.err, rewrite),
  };
}

/** The properties stay those of the output itself: a terminal may change its size. */
function rewriting(output: Output, rewrite: (text: string) => string): Output {
  return Object.create(output, {
    write: { value: (text: string) => output.write(rewrite(text)) },
  }) as Output;
}
