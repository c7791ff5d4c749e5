import control0001 from '../../../migrations/control/0001-units-and-unrouted-objects.sql' with { type: 'text' };
import control0002 from '../../../migrations/control/0002-alerts-of-no-unit.sql' with { type: 'text' };
import unit0001 from '../../../migrations/business-unit/0001-roles.sql' with { type: 'text' };
import unit0002 from '../../../migrations/business-unit/0002-event-log.sql' with { type: 'text' };
import unit0003 from '../../../migrations/business-unit/0003-landed-files-and-loads.sql' with { type: 'text' };
import unit0004 from '../../../migrations/business-unit/0004-history.sql' with { type: 'text' };
import unit0005 from '../../../migrations/business-unit/0005-state-and-fold.sql' with { type: 'text' };
import unit0006 from '../../../migrations/business-unit/0006-settings-alerts-and-runs.sql' with { type: 'text' };
import unit0007 from '../../../migrations/business-unit/0007-halted-and-pending-files.sql' with { type: 'text' };
import unit0008 from '../../../migrations/business-unit/0008-grants.sql' with { type: 'text' };
import unit0009 from '../../../migrations/business-unit/0009-feeds.sql' with { type: 'text' };
import unit0010 from '../../../migrations/business-unit/0010-export-configuration.sql' with { type: 'text' };
import unit0011 from '../../../migrations/business-unit/0011-changing-the-past.sql' with { type: 'text' };
import unit0012 from '../../../migrations/business-unit/0012-reconciler-and-operator.sql' with { type: 'text' };
import unit0013 from '../../../migrations/business-unit/0013-drift.sql' with { type: 'text' };
import unit0014 from '../../../migrations/business-unit/0014-configuring-exports.sql' with { type: 'text' };
import unit0015 from '../../../migrations/business-unit/0015-values-as-texts.sql' with { type: 'text' };
import unit0016 from '../../../migrations/business-unit/0016-transformations.sql' with { type: 'text' };
import unit0017 from '../../../migrations/business-unit/0017-names-and-known-schemas.sql' with { type: 'text' };
import unit0018 from '../../../migrations/business-unit/0018-read-api.sql' with { type: 'text' };
import unit0019 from '../../../migrations/business-unit/0019-rollups.sql' with { type: 'text' };
import unit0020 from '../../../migrations/business-unit/0020-edits.sql' with { type: 'text' };
import unit0021 from '../../../migrations/business-unit/0021-write-back-queue.sql' with { type: 'text' };
import unit0022 from '../../../migrations/business-unit/0022-edits-laid-over.sql' with { type: 'text' };
import unit0023 from '../../../migrations/business-unit/0023-editing.sql' with { type: 'text' };
import unit0024 from '../../../migrations/business-unit/0024-outlines.sql' with { type: 'text' };

/** One step forward. Once it has run anywhere its text never changes: the ledger keeps its hash. */
export type Migration = { name: string; sql: string };

/** Runs once per database, in the schema `control`. */
export const controlMigrations: readonly Migration[] = [
  { name: '0001-units-and-unrouted-objects', sql: control0001 },
  { name: '0002-alerts-of-no-unit', sql: control0002 },
];

/** Runs once in the schema of each business unit. */
export const unitMigrations: readonly Migration[] = [
  { name: '0001-roles', sql: unit0001 },
  { name: '0002-event-log', sql: unit0002 },
  { name: '0003-landed-files-and-loads', sql: unit0003 },
  { name: '0004-history', sql: unit0004 },
  { name: '0005-state-and-fold', sql: unit0005 },
  { name: '0006-settings-alerts-and-runs', sql: unit0006 },
  { name: '0007-halted-and-pending-files', sql: unit0007 },
  { name: '0008-grants', sql: unit0008 },
  { name: '0009-feeds', sql: unit0009 },
  { name: '0010-export-configuration', sql: unit0010 },
  { name: '0011-changing-the-past', sql: unit0011 },
  { name: '0012-reconciler-and-operator', sql: unit0012 },
  { name: '0013-drift', sql: unit0013 },
  { name: '0014-configuring-exports', sql: unit0014 },
  { name: '0015-values-as-texts', sql: unit0015 },
  { name: '0016-transformations', sql: unit0016 },
  { name: '0017-names-and-known-schemas', sql: unit0017 },
  { name: '0018-read-api', sql: unit0018 },
  { name: '0019-rollups', sql: unit0019 },
  { name: '0020-edits', sql: unit0020 },
  { name: '0021-write-back-queue', sql: unit0021 },
  { name: '0022-edits-laid-over', sql: unit0022 },
  { name: '0023-editing', sql: unit0023 },
  { name: '0024-outlines', sql: unit0024 },
];
