import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '#core/load/ports.ts';

/** Structured lines on standard output, one JSON object each, with the facts of the invocation. */
export function openLog(serviceName: string): Log & { correlate(id: string): void } {
  const logger = new Logger({ serviceName });
  return {
    info: (message, facts = {}) => logger.info(message, plain(facts)),
    warn: (message, facts = {}) => logger.warn(message, plain(facts)),
    error: (message, facts = {}) => logger.error(message, plain(facts)),
    correlate: (id) => logger.appendKeys({ correlation_id: id }),
  };
}

/** Powertools writes an error out in full when it stands under `error`. */
function plain(facts: Record<string, unknown>): Record<string, unknown> & { error?: Error } {
  const { error, ...rest } = facts;
  return error instanceof Error ? { ...rest, error } : facts;
}
