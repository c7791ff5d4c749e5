import type { ApiDeps } from './answer-request.ts';
import { statementName } from './endpoint.ts';

type Ask = ApiDeps['ask'];

/** How much text is kept, questions and answers, in characters: a few hundred pages. */
const keptAtMost = 8_000_000;

/**
 * Asks with the tag of the answer that was given to the same question before. The database says each time whether it
 * still holds, so nothing old is ever given; what is spared is making it again, for whoever asks first on a client.
 */
export function rememberAnswers(ask: Ask): Ask {
  const answers = new Map<string, { tag: string; body: string }>();
  let kept = 0;
  const forget = (question: string): void => {
    const known = answers.get(question);
    if (known) kept -= question.length + known.body.length;
    answers.delete(question);
  };
  return async (endpoint, knownTags, parameters) => {
    const question = JSON.stringify([statementName(endpoint), parameters]);
    const before = answers.get(question);
    const answer = await ask(endpoint, before ? [...knownTags, before.tag] : knownTags, parameters);
    if (answer === null || answer.tag === null) return answer;
    const { tag, body } = answer;
    if (body === null) return before?.tag === tag && !knownTags.includes(tag) ? before : answer;
    forget(question);
    answers.set(question, { tag, body });
    kept += question.length + body.length;
    // A map lists its oldest first.
    for (const oldest of answers.keys()) {
      if (kept <= keptAtMost) break;
      forget(oldest);
    }
    return answer;
  };
}
