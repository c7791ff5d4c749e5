import * as z from 'zod';

/** What a row asks for. `seen` is what its author saw before; a field that is not in it is overwritten unseen. */
const Payload = z.object({
  fields: z.record(z.string(), z.unknown()).refine((fields) => Object.keys(fields).length > 0),
  seen: z.record(z.string(), z.unknown()).nullish(),
});

/** Values by field. */
type Values = ReadonlyMap<string, unknown>;

/** What a row sets, and what it may overwrite. */
export type Wish = { fields: Values; seen: Values };

/** The wish that a payload says, or null when it says none. */
export function readPayload(payload: unknown): Wish | null {
  const { data } = Payload.safeParse(payload);
  return data ? { fields: valuesOf(data.fields), seen: valuesOf(data.seen ?? {}) } : null;
}

/** What a destination had of each field; nothing, where that is not known. */
export function readRemote(remote: unknown): Values {
  const isObject = typeof remote === 'object' && remote !== null && !Array.isArray(remote);
  return valuesOf(isObject ? remote : {});
}

function valuesOf(members: object): Values {
  return new Map<string, unknown>(Object.entries(members));
}
