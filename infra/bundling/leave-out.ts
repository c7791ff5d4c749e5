import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * What a function never needs is not in its bundle. Of the SDK's ways to credentials, Lambda knows one, its environment:
 * the others are a fifth of the SDK's code.
 */
export const onlyLambdaCredentials: Plugin = {
  name: 'only-lambda-credentials',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ resolveDir }) => ({
      path: 'from-environment',
      namespace: 'credentials',
      pluginData: resolveDir,
    }));
    onLoad({ filter: /.*/, namespace: 'credentials' }, ({ pluginData }) => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir: pluginData as string,
    }));
  },
};

/**
 * Statements without their comments, which stand on lines of their own, and without indentation. Migrations stay as they
 * are: the ledger keeps the hash of their text.
 */
export const bareStatements: Plugin = {
  name: 'bare-statements',
  setup({ onLoad }) {
    onLoad({ filter: /\/layers\/.*\.sql$/ }, async ({ path }) => ({
      contents: stripComments(await readFile(path, 'utf8')),
      loader: 'text',
    }));
  },
};

/**
 * Leaves out lines that are nothing but a comment, and the space before the others; a text of several lines between `$$`
 * stays as it is, with what is around it.
 */
export function stripComments(statement: string): string {
  if (statement.includes('$$')) return statement;
  return statement
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('--'))
    .join('\n');
}
