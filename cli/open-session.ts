import { isatty } from 'node:tty';
import type { Output, Session } from './session.ts';

/** The session of this process. A reader that goes away (`| head`) ends it quietly. */
export function openSession(projectRoot: string): Session {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietlyOnClosedPipe);
  return {
    out: openOutput(process.stdout, process.env),
    err: openOutput(process.stderr, process.env),
    env: process.env,
    cwd: process.cwd(),
    projectRoot,
    now: () => new Date(),
  };
}

function openOutput(stream: typeof process.stdout | typeof process.stderr, env: NodeJS.ProcessEnv): Output {
  const isTerminal = isatty(stream.fd);
  return {
    write: (text) => void stream.write(text),
    isTerminal,
    colours: isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    get columns() {
      return isTerminal ? stream.columns || 80 : Number.POSITIVE_INFINITY;
    },
    get rows() {
      return isTerminal ? stream.rows || 24 : Number.POSITIVE_INFINITY;
    },
  };
}

function endQuietlyOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
