import type { BusinessUnit } from '#core/business-unit.ts';
import type { OperatorStore } from '#core/operate/answer-request.ts';
import type { Database } from '../open-database.ts';
import { changeStanding } from './change-standing.ts';
import { listEvents } from './list-events.ts';
import { listRejects } from './list-rejects.ts';
import { readFile } from './read-file.ts';
import { readUnitStatus } from './read-unit-status.ts';

/** What an operator may see and change of one business unit, in PostgreSQL. */
export function openOperatorStore(database: Database, unit: BusinessUnit): OperatorStore {
  return {
    readStatus: () => readUnitStatus(database, unit),
    listEvents: (page) => listEvents(database, page),
    listRejects: (file, page) => listRejects(database, file, page),
    readFile: (key, versionId) => readFile(database, key, versionId),
    changeStanding: (file, decide) => changeStanding(database, file, decide),
  };
}
