/** A stream that people or scripts read: a terminal has columns and rows, a pipe or a file has none. */
export type Output = {
  write(text: string): void;
  isTerminal: boolean;
  colours: boolean;
  columns: number;
  rows: number;
};

/** What a person types. A pipe or a file is nobody to ask. */
export type Input = {
  isTerminal: boolean;
  /** The next line, or null when there is none any more. */
  readLine(): Promise<string | null>;
};

/** All that a verb may know of the world around it. */
export type Session = {
  /** Results, and nothing else. */
  out: Output;
  /** Progress and errors. */
  err: Output;
  in: Input;
  /** The name of whoever runs it, on this machine. */
  user: string;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  projectRoot: string;
  now(): Date;
};

/** What every verb understands beside its own options. */
export type CommonOptions = { json?: true; endpoints?: string; stage?: string };

/** 0: done; 1: not done, or something is stuck; 2: the command line itself cannot be followed. */
export type ExitCode = 0 | 1 | 2;
