import * as z from 'zod';

/**
 * What a full file put right in the state: `metadata.corrected` of its `file_complete`, and of the `full_closed` of its
 * run. Absent where nothing was there that could be wrong: all that the first full run of a feed brings is new.
 */
export const Corrected = z.object({
  /** Records of the file that were missing. */
  missed: z.number().optional(),
  /** Records that were kept with other contents. */
  held_otherwise: z.number().optional(),
  /** Records that were kept though the full run lacks them. Of a run in parts only its closing can say it. */
  kept_wrongly: z.number().optional(),
});
export type Corrected = z.infer<typeof Corrected>;
