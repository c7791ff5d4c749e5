import * as z from 'zod';
import { ExportCausesRequest } from './cause-messages.ts';
import { ConfigCheckRequest, ConfigExportRequest, ConfigImportRequest } from './configuration-requests.ts';
import { DriftRequest } from './drift-request.ts';

/** The newest runs of a unit's exports. */
const ExportsRequest = z.strictObject({
  verb: z.literal('exports'),
  unit: z.string(),
  limit: z.int().min(1).max(1000).default(50),
});

/** What the command line asks of the function `configure-exports`. */
export const ConfigureRequest = z.discriminatedUnion('verb', [
  ExportsRequest,
  ExportCausesRequest,
  ConfigCheckRequest,
  ConfigExportRequest,
  ConfigImportRequest,
  DriftRequest,
]);
export type ConfigureRequest = z.infer<typeof ConfigureRequest>;

const verbs: ReadonlySet<string> = new Set(ConfigureRequest.options.map(({ shape }) => shape.verb.value));

/** Whether a request is one about exports, or about drift, which touches them; every other is for `operate`. */
export function isConfigureRequest<Request extends { verb: string }>(
  request: Request,
): request is Request & ConfigureRequest {
  return verbs.has(request.verb);
}
