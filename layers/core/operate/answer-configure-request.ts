import { answerDrift, type DriftStore } from './answer-drift.ts';
import { answerParsed } from './answer-parsed.ts';
import type { ExportCausesRequest, ExportCausesResponse } from './cause-messages.ts';
import {
  checkExports,
  exportConfiguration,
  importConfiguration,
  type ConfigurationStore,
} from './configure-exports.ts';
import { ConfigureRequest } from './configure-requests.ts';
import type { ExportRun, ExportsResponse } from './export-responses.ts';
import type { OperateResponse } from './responses.ts';

/** What an operator may see and change of one business unit's exports, and of drift, which touches them. */
export interface ExportsStore extends DriftStore {
  configurations: ConfigurationStore;
  listExports(limit: number): Promise<ExportRun[]>;
  /** @throws NotFound `unknown-run` */
  explainCells(request: ExportCausesRequest): Promise<ExportCausesResponse>;
}

export type ConfigureDeps = {
  /** @throws NotFound for a unit that does not exist */
  storeOf(unitName: string): ExportsStore;
};

/** Answers one request of the command line about exports, refusals included. */
export function answerConfigureRequest(deps: ConfigureDeps, input: unknown): Promise<OperateResponse> {
  return answerParsed(ConfigureRequest, input, (request) => answer(deps.storeOf(request.unit), request));
}

async function answer(store: ExportsStore, request: ConfigureRequest): Promise<unknown> {
  switch (request.verb) {
    case 'config-check':
      return checkExports(store.configurations);
    case 'config-export':
      return exportConfiguration(store.configurations);
    case 'config-import':
      return importConfiguration(store.configurations, request);
    case 'drift':
      return answerDrift(store, request);
    case 'export-causes':
      return store.explainCells(request);
    case 'exports':
      return { runs: await store.listExports(request.limit) } satisfies ExportsResponse;
  }
}
