/** The full run that a load belongs to; a full file that says it has no parts is a run of its own. Null for a delta. */
export function fullRunOf(file: {
  kind: 'delta' | 'full';
  runKey: string | null;
  orderKey: string;
}): string | null {
  return file.kind === 'full' ? (file.runKey ?? file.orderKey) : null;
}
