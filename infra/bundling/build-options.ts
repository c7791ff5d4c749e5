import type { BuildOptions } from 'esbuild';
import { projectFolder } from './project-folder.ts';

/** How everything that Lambda runs is built: small ES modules for Node 24, in memory. */
export const buildOptions = {
  absWorkingDir: projectFolder,
  bundle: true,
  write: false,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // The ES modules of the AWS SDK can be shaken, its CommonJS cannot: a third less.
  mainFields: ['module', 'main'],

  minify: true,
  // Errors carry the names of their classes into logs and answers.
  keepNames: true,
  legalComments: 'none',
  outExtension: { '.js': '.mjs' },
  // CommonJS packages inside an ES module still say `require('node:…')`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'silent',
} satisfies BuildOptions;
