import * as z from 'zod';
import { BaseUrl, parseAccount, Token } from '../parse-account.ts';

/** What the secret `millrace-<stage>-asana` holds. */
export const AsanaAccount = z.object({
  /** `https://app.asana.com/api/1.0` */
  baseUrl: BaseUrl,
  /** A personal access token, or a service account's. */
  token: Token,
  /** 150 in a free domain, 1,500 in a paid one; less where others use the token, too. */
  requestsPerMinute: z.int().min(10),
});
export type AsanaAccount = z.infer<typeof AsanaAccount>;

/** @throws Unauthorized `bad-credentials` */
export function parseAsanaAccount(secretText: string): AsanaAccount {
  return parseAccount('Asana', AsanaAccount, secretText);
}
