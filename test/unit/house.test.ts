import { beforeAll, describe, expect, test } from 'vitest';
import { coreComputesOnly, coreKnowsNoPackageButZod } from './house/core-rules.ts';
import {
  functionsShareThroughRings,
  packagesStayInTheirRing,
  ringsGoByTheirNames,
  ringsImportInwards,
  zodComesAsNamespace,
} from './house/import-rules.ts';
import {
  exportsHaveNames,
  namesAreKebabCase,
  namesSaySomething,
  nothingIsHandedOn,
  onlyFunctionsHaveAnIndex,
} from './house/naming-rules.ts';
import { filesAreSmall, handlersAreWiring } from './house/size-rules.ts';
import { readSourceFiles, type HouseRule, type SourceFile } from './house/source-file.ts';

/** Each rule, as a sentence; a file that follows it; files that break it. */
const rules: { rule: HouseRule; says: string; follows: SourceFile[]; breaks: SourceFile[] }[] = [
  {
    rule: ringsImportInwards,
    says: 'a ring imports only the rings inside it',
    follows: [
      { path: 'layers/database/pool.ts', text: "import { limits } from '#core/limits.ts';\n" },
      {
        path: 'infra/stacks/ingest.ts',
        text: "import type { Env } from '../../lambdas/load-files/env.ts';\n",
      },
      { path: 'layers/core/plan.ts', text: "// import { pool } from '#database/pool.ts'\n" },
    ],
    breaks: [
      { path: 'layers/core/plan.ts', text: "import {\n  pool,\n  type Pool,\n} from '#database/pool.ts';\n" },
      { path: 'layers/core/plan.ts', text: "export * from '../database/pool.ts';\n" },
      { path: 'layers/core/plan.ts', text: "const load = () => import('#platform/clock.ts');\n" },
      { path: 'layers/catalog/bak.ts', text: "import type { Pool } from '#database/pool.ts';\n" },
      { path: 'infra/stacks/ingest.ts', text: "import { Env } from '../../lambdas/load-files/env.ts';\n" },
      {
        path: 'infra/stacks/ingest.ts',
        text: "import type { boot } from '../../lambdas/load-files/boot.ts';\n",
      },
      { path: 'cli/main.ts', text: "import '../local/start.ts';\n" },
    ],
  },
  {
    rule: ringsGoByTheirNames,
    says: 'rings import each other by name, and files of one folder each other by path',
    follows: [{ path: 'layers/catalog/bak.ts', text: "import { Feed } from '#core/feed.ts';\n" }],
    breaks: [
      { path: 'layers/catalog/bak.ts', text: "import { Feed } from '../core/feed.ts';\n" },
      { path: 'layers/core/feed.ts', text: "import { limits } from '#core/limits.ts';\n" },
    ],
  },
  {
    rule: packagesStayInTheirRing,
    says: 'the AWS SDK and middy stay in platform, pg in database',
    follows: [
      { path: 'layers/platform/queue.ts', text: "import { SQSClient } from '@aws-sdk/client-sqs';\n" },
      { path: 'test/database/copy.test.ts', text: "import pg from 'pg';\n" },
    ],
    breaks: [
      { path: 'lambdas/operate/boot.ts', text: "import { SQSClient } from '@aws-sdk/client-sqs';\n" },
      { path: 'cli/main.ts', text: "import type { Pool } from 'pg';\n" },
      { path: 'lambdas/operate/index.ts', text: "import middy from '@middy/core';\n" },
    ],
  },
  {
    rule: functionsShareThroughRings,
    says: 'a function imports nothing of another function',
    follows: [{ path: 'lambdas/operate/index.ts', text: "import { boot } from './boot.ts';\n" }],
    breaks: [{ path: 'lambdas/operate/index.ts', text: "import { boot } from '../load-files/boot.ts';\n" }],
  },
  {
    rule: zodComesAsNamespace,
    says: 'zod is imported as a namespace',
    follows: [{ path: 'layers/core/feed.ts', text: "import * as z from 'zod';\n" }],
    breaks: [
      { path: 'layers/core/feed.ts', text: "import { z } from 'zod';\n" },
      { path: 'layers/core/feed.ts', text: "import z from 'zod';\n" },
    ],
  },
  {
    rule: coreKnowsNoPackageButZod,
    says: 'core and catalog import no package but zod',
    follows: [{ path: 'layers/core/line.ts', text: "import { isUtf8 } from 'node:buffer';\n" }],
    breaks: [
      { path: 'layers/core/line.ts', text: "import { readFile } from 'node:fs/promises';\n" },
      { path: 'layers/core/line.ts', text: "import { parse } from 'csv-parse';\n" },
    ],
  },
  {
    rule: coreComputesOnly,
    says: 'core and catalog read no clock, environment or chance',
    follows: [
      {
        path: 'layers/core/line.ts',
        text: '// not Date.now(): the caller says when\nexport const at = new Date(0);\n',
      },
      { path: 'layers/platform/clock.ts', text: 'export const now = () => Date.now();\n' },
    ],
    breaks: [
      { path: 'layers/core/line.ts', text: 'export const now = () => new Date();\n' },
      { path: 'layers/core/line.ts', text: 'export const id = () => randomUUID();\n' },
      { path: 'layers/catalog/bak.ts', text: 'export const bucket = process.env.BUCKET;\n' },
    ],
  },
  {
    rule: namesSaySomething,
    says: 'no name is an empty word',
    follows: [
      { path: 'layers/database/database.ts', text: '' },
      { path: 'layers/core/landing/shared-prefix.ts', text: '' },
    ],
    breaks: [
      { path: 'layers/core/string-utils.ts', text: '' },
      { path: 'layers/common/order-key.ts', text: '' },
      { path: 'cli/load.helper.ts', text: '' },
    ],
  },
  {
    rule: namesAreKebabCase,
    says: 'files and folders are named in kebab-case',
    follows: [{ path: 'migrations/control/0001-units.sql', text: '' }],
    breaks: [
      { path: 'layers/core/orderKey.ts', text: '' },
      { path: 'layers/core/Feed/feed.ts', text: '' },
      { path: 'layers/database/find_due.sql', text: '' },
    ],
  },
  {
    rule: exportsHaveNames,
    says: 'exports have names',
    follows: [{ path: 'vitest.config.ts', text: 'export default {};\n' }],
    breaks: [{ path: 'layers/core/feed.ts', text: 'export default function parse() {}\n' }],
  },
  {
    rule: nothingIsHandedOn,
    says: 'no file hands on what another exports',
    follows: [{ path: 'layers/core/feed.ts', text: "export const from = 'here';\n" }],
    breaks: [
      { path: 'layers/core/feed.ts', text: "export * from './limits.ts';\n" },
      { path: 'layers/core/feed.ts', text: "export { limits } from './limits.ts';\n" },
    ],
  },
  {
    rule: onlyFunctionsHaveAnIndex,
    says: 'only deployed functions have an index',
    follows: [{ path: 'lambdas/operate/index.ts', text: '' }],
    breaks: [{ path: 'layers/core/index.ts', text: '' }],
  },
  {
    rule: filesAreSmall,
    says: 'a file outside of the tests has at most 300 lines',
    follows: [
      { path: 'layers/core/feed.ts', text: 'line\n'.repeat(300) },
      { path: 'test/unit/feed.test.ts', text: 'line\n'.repeat(301) },
    ],
    breaks: [{ path: 'layers/core/feed.ts', text: 'line\n'.repeat(301) }],
  },
  {
    rule: handlersAreWiring,
    says: 'the index of a function has at most 15 lines',
    follows: [{ path: 'lambdas/operate/index.ts', text: 'line\n'.repeat(15) }],
    breaks: [{ path: 'lambdas/operate/index.ts', text: 'line\n'.repeat(16) }],
  },
];

describe.each(rules)('$says', ({ rule, follows, breaks }) => {
  let files: SourceFile[];
  beforeAll(async () => {
    files = await readSourceFiles();
  });

  test('in the whole project', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap(rule)).toEqual([]);
  });

  test('and a file that does not is named, with what to do', () => {
    expect(follows.flatMap(rule)).toEqual([]);
    for (const file of breaks)
      expect(rule(file), file.text).toEqual([expect.stringMatching(`^${file.path}.*: .+\\.$`)]);
  });
});
