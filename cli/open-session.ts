import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { isatty } from 'node:tty';
import type { Input, Output, Session } from './session.ts';

/** The session of this process. A reader that goes away (`| head`) ends it quietly. */
export function openSession(projectRoot: string): Session {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietlyOnClosedPipe);
  return {
    out: openOutput(process.stdout, process.env),
    err: openOutput(process.stderr, process.env),
    in: openInput(process.stdin),
    user: userInfo().username,
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

function openInput(stream: typeof process.stdin): Input {
  return {
    isTerminal: isatty(0),
    async readLine() {
      const lines = createInterface({ input: stream });
      try {
        for await (const line of lines) return line;
        return null;
      } finally {
        lines.close();
      }
    },
  };
}

function endQuietlyOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
