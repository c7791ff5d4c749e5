/** Room outside of memory for texts that belong together under a name. */
export interface Scratch {
  append(name: string, text: string): Promise<void>;
  /** What was appended; nothing was: the empty text. */
  read(name: string): Promise<string>;
  /** Forgets everything. */
  clear(): Promise<void>;
}
