import * as z from 'zod';
import { BaseUrl, parseAccount, Token } from '../parse-account.ts';

/** What the secret `millrace-<stage>-airtable` holds. */
export const AirtableAccount = z.object({
  /** `https://api.airtable.com` */
  baseUrl: BaseUrl,
  /** `app…` */
  baseId: z.string().min(1),
  /** A personal access token with data.records:read and data.records:write for that base. */
  token: Token,
  /** The table of each entity type, by its name or, which outlives renaming, its id. */
  tables: z.record(z.string(), z.string().min(1)),
});
export type AirtableAccount = z.infer<typeof AirtableAccount>;

/** @throws Unauthorized `bad-credentials` */
export function parseAirtableAccount(secretText: string): AirtableAccount {
  return parseAccount('Airtable', AirtableAccount, secretText);
}
