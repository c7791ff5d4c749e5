import type { Command } from 'commander';
import type { ExitCode, Session } from './session.ts';

/** What a verb is added with: the program it belongs to, its world, and how it says what it came to. */
export type VerbHost = { program: Command; session: Session; finish(exitCode: ExitCode): void };
