#!/usr/bin/env node
/** Builds the package: the parser from the grammar, one bundle per entry point, and the declarations of the API. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

run('bin/build-grammar.mjs');
rmSync(`${root}/dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    index: 'src/index.ts',
    testing: 'src/testing.ts',
    'bin/aiondb': 'bin/aiondb.ts',
    'bin/slt': 'bin/slt.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Clients and tools of the corpus runner are development dependencies, and stay outside.
  packages: 'external',
  legalComments: 'none',
  // Node reads and scans all of it at each start, and keeps the text: a third less of it. Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
});
run('node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json');
