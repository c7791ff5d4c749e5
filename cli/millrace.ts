import { dirname } from 'node:path';
import { openSession } from './open-session.ts';
import { runCommandLine } from './run-command-line.ts';

process.once('SIGINT', () => {
  // The prompt shall not come to stand behind a progress bar.
  if (process.stderr.isTTY) process.stderr.write('\n');
  process.exit(130);
});

const session = openSession(dirname(import.meta.dirname));
process.exitCode = await runCommandLine(process.argv.slice(2), session);
