import * as z from 'zod';

/** What a token may be good for. None of them includes another. */
export const Scope = z.enum(['read', 'write', 'operate']);
export type Scope = z.infer<typeof Scope>;
