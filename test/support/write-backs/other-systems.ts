import { openAirtable } from '#connectors/airtable/open-airtable.ts';
import { openAsana } from '#connectors/asana/open-asana.ts';
import type { Connector, Destination } from '#core/write-back/connector.ts';
import { startAirtable } from '../../../local/airtable/start-airtable.ts';
import { startAsana } from '../../../local/asana/start-asana.ts';
import type { Fault } from '../../../local/third-parties/fault.ts';

/** A change of one field, whoever made it. */
export type RemoteChange = {
  destination: Destination;
  id: string;
  field: string;
  from: unknown;
  to: unknown;
  byUs: boolean;
};

/** What goes wrong with a request, in a word. */
export type FaultName = 'none' | 'throttled' | 'unavailable' | 'cut-before' | 'cut-after' | 'locked-out';

const faults: Record<FaultName, Fault | null> = {
  none: null,
  throttled: { kind: 'answer', status: 429, headers: { 'Retry-After': '20' }, body: '{}' },
  unavailable: { kind: 'answer', status: 503, body: '<html>Service Unavailable</html>' },
  'cut-before': { kind: 'cut', done: false },
  'cut-after': { kind: 'cut', done: true },
  'locked-out': { kind: 'answer', status: 401, body: '{"errors":[{"message":"Not Authorized"}]}' },
};

const devGroups = 'Dev Groups';
const token = 'a token';
const baseId = 'appTest';
const requestsPerMinute = 1_500;

/** Airtable and Asana as the local stack plays them, over HTTP, with what was changed in them. */
export async function startOtherSystems(nowMs: () => number) {
  const changes: RemoteChange[] = [];
  const requests: { destination: Destination; atMs: number; realMs: number }[] = [];
  const queued: Record<Destination, FaultName[]> = { airtable: [], asana: [] };
  let byUs = true;
  const note =
    (destination: Destination) =>
    ({
      id,
      gid,
      fields,
    }: {
      id?: string;
      gid?: string;
      fields: Record<string, { from: unknown; to: unknown }>;
    }) => {
      for (const [field, change] of Object.entries(fields))
        changes.push({ destination, id: (id ?? gid)!, field, ...change, byUs });
    };
  const next = (destination: Destination) => ({
    next: () => {
      requests.push({ destination, atMs: nowMs(), realMs: performance.now() });
      return faults[queued[destination].shift() ?? 'none'];
    },
  });
  const airtable = await startAirtable({
    ...{ token, baseId, nowMs, onChange: note('airtable'), faults: next('airtable') },
  });
  const asana = await startAsana({
    ...{ token, requestsPerMinute, nowMs, onChange: note('asana'), faults: next('asana') },
  });
  const connectors: Record<Destination, Connector> = {
    airtable: openAirtable({ baseUrl: airtable.url, baseId, token, tables: { dev_group: devGroups } }),
    asana: openAsana({ baseUrl: asana.url, token, requestsPerMinute }),
  };
  return {
    changes,
    requests,
    connectors,
    /** What goes wrong with the next requests to a destination, one after the other. */
    disturb: (destination: Destination, names: readonly FaultName[]) =>
      void (queued[destination] = [...names]),
    groups: () => airtable.records.list(devGroups),
    adoptGroup: (group: Parameters<typeof airtable.records.adopt>[1]) =>
      airtable.records.adopt(devGroups, group),
    adoptTask: asana.tasks.adopt.bind(asana.tasks),
    valueOf(destination: Destination, id: string, field: string): unknown {
      if (destination === 'asana') return asana.tasks.dateOf(id, field) ?? null;
      return airtable.records.find(devGroups, id)?.fields[field] ?? null;
    },
    /** Somebody else changes a field. */
    change(destination: Destination, id: string, field: string, value: string): void {
      byUs = false;
      if (destination === 'airtable') airtable.records.change(devGroups, id, { [field]: value });
      else asana.tasks.repeat({ gid: id, fields: { [field]: { from: null, to: value } } });
      byUs = true;
    },
    async close(): Promise<void> {
      await Promise.all([airtable.close(), asana.close()]);
    },
  };
}

export type OtherSystems = Awaited<ReturnType<typeof startOtherSystems>>;
