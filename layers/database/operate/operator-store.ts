import type { BusinessUnit } from '#core/business-unit.ts';
import type { OperatorStore } from '#core/operate/answer-request.ts';
import type { Database } from '../open-database.ts';
import { openPlanStore } from '../plan/plan-store.ts';
import { lookUpRecord } from '../records/look-up-record.ts';
import { verifyFeed } from '../verify/verify-feed.ts';
import { changeStanding } from './change-standing.ts';
import { listAlertsOfNoUnit } from './list-alerts-of-no-unit.ts';
import { listEvents } from './list-events.ts';
import { listRejects } from './list-rejects.ts';
import { markForReplay } from './mark-for-replay.ts';
import { readFile } from './read-file.ts';
import { readUnitStatus } from './read-unit-status.ts';

/** What an operator may see and change of one business unit, in PostgreSQL. */
export function openOperatorStore(database: Database, unit: BusinessUnit): OperatorStore {
  return {
    readStatus: () => readUnitStatus(database, unit),
    listAlertsOfNoUnit: () => listAlertsOfNoUnit(database),
    listEvents: (page) => listEvents(database, page),
    listRejects: (file, page) => listRejects(database, file, page),
    readFile: (key, versionId) => readFile(database, key, versionId),
    changeStanding: (file, decide, looksAhead) => changeStanding(database, file, decide, looksAhead),
    markForReplay: (wish, decide) => markForReplay(database, wish, decide),
    plans: openPlanStore(database),
    lookUp: (wanted, isHistory) => lookUpRecord(database, wanted, isHistory),
    verifyFeed: (feed) => verifyFeed(database, unit, feed),
  };
}
