import { Defect } from '#core/errors.ts';

/** @throws Defect when a call names more records than it may, or one of them twice */
export function checkSize(title: string, ids: readonly string[], atMost: number): void {
  if (ids.length <= atMost && new Set(ids).size === ids.length) return;
  throw new Defect(
    'bad-call',
    `A call to ${title} takes ${atMost} records at the most, each once; it got ${ids.length}, ${new Set(ids).size} of them different.`,
  );
}
