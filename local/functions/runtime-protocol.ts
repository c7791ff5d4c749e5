/** What a sandbox says to its runtime process, and hears from it. Times are milliseconds since 1970. */
export type StartMessage = {
  type: 'start';
  taskDir: string;
  handler: string;
  /** Variables that would mean something else to Node itself while it starts. */
  lateEnvironment: Record<string, string>;
};
export type InvokeMessage = {
  type: 'invoke';
  event: string;
  requestId: string;
  functionArn: string;
  deadline: number;
};
export type RuntimeMessage = StartMessage | InvokeMessage;
/** JSON, of the handler's result or of its error. */
export type RuntimeReply = { payload: string; failed: boolean };
