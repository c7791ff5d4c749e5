import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Most verbs, files, exports and the past: by the name of a stage, and in the largest. */
const onProdAlone = 'test/acceptance/named-stage.test.ts';

export default defineConfig({
  plugins: [
    {
      name: 'sql-as-text',
      load(id) {
        if (!id.endsWith('.sql')) return null;
        return `export default ${JSON.stringify(readFileSync(id, 'utf8'))};`;
      },
    },
  ],
  test: {
    globalSetup: ['test/support/start-database.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'all', include: ['test/**/*.test.ts'], exclude: [onProdAlone] } },
      {
        extends: true,
        test: {
          name: 'on prod',
          include: ['test/acceptance/{main-job,pipeline-api,write-backs}.test.ts', onProdAlone],
          env: { MILLRACE_ACCEPTANCE_STAGE: 'prod' },
        },
      },
    ],
  },
});
