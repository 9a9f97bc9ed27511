#!/usr/bin/env node
/** Builds the package: the parser from the grammar, the engine as one bundle, an entry for each use, and the declarations of the API. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (...args) => execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });

/** What the entries export, by the name under which the core has it. */
const parts = {
  index: './src/index.ts',
  testing: './src/testing.ts',
  aiondb: './src/cli/aiondb/index.ts',
  slt: './src/cli/slt/index.ts',
};
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // What is installed beside the package stays outside of it.
  packages: 'external',
  legalComments: 'none',
  // Node reads and scans all of it at each start, and keeps the text: a third less of it. Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
};

/** Modules of Node's that make a tenth of a process's start, and that a database without clients and files does not use. */
const loadedLater = [
  'child_process',
  'crypto',
  'http',
  'net',
  'os',
  'perf_hooks',
  'stream',
  'stream/promises',
  'tls',
  'v8',
];

/** require() that loads `names` when they are first asked for something. The text of it goes into the bundle. */
function requireLater(load, names) {
  const later = new Set(names.map((name) => `node:${name}`));
  return (id) => (later.has(id) ? new Proxy({}, { get: (_, key) => load(id)[key] }) : load(id));
}

/** Of the parsers that peggy makes nobody reads the code: their names, which are a third of it, can be short. */
const shortNames = {
  name: 'short names in generated parsers',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]generated[\\/][\w-]+\.js$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, 'utf8'), { minifyIdentifiers: true });
      return { contents: code, loader: 'js' };
    });
  },
};

run('bin/build-grammar.mjs');
rmSync(`${root}/dist`, { recursive: true, force: true });

await build({
  ...common,
  stdin: {
    contents: Object.entries(parts)
      .map(([name, path]) => `export * as ${name} from '${path}';`)
      .join('\n'),
    resolveDir: root,
    loader: 'ts',
  },
  format: 'cjs',
  // What V8 takes back from its cache has lost who loads modules for it: import() becomes require().
  supported: { 'dynamic-import': false },
  define: { 'import.meta.url': 'coreFile.url' },
  banner: {
    js: `(function(module,coreLoad,coreUrl){const coreFile={url:coreUrl},require=(${requireLater})(coreLoad,${JSON.stringify(loadedLater)});`,
  },
  footer: { js: '})' },
  outfile: 'dist/core.fn.js',
  plugins: [shortNames],
});
if (/[^\0-\x7f]/.test(readFileSync(`${root}/dist/core.fn.js`, 'latin1'))) {
  throw new Error(
    'dist/core.fn.js has characters beyond ASCII, which core-loader.ts reads as Latin-1: write them as escapes',
  );
}

await build({ ...common, entryPoints: ['bin/core-loader.ts'], format: 'esm', outdir: 'dist' });

// With it, the core that is asked for its names below is not compiled again, and leaves no other.
run('bin/build-cache.mjs');

// The entries take what they import from src/ out of the core.
const { loadCore } = await import('../dist/core-loader.js');
const exportsOf = (name) => `export const { ${Object.keys(loadCore()[name]).join(', ')} } = core.${name};`;
const coreModule = (name, loader) =>
  `import { loadCore } from '${loader}';\nconst core = loadCore();\n${exportsOf(name)}\n`;
const fromCore = {
  name: 'from the core',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.\/src\/cli\// }, ({ path }) => ({ path, namespace: 'core' }));
    onLoad({ filter: /.*/, namespace: 'core' }, ({ path }) => ({
      contents: coreModule(/cli\/(\w+)\//.exec(path)[1], './core-loader.js'),
      resolveDir: root,
    }));
    onResolve({ filter: /core-loader\.js$/ }, () => ({ path: '../core-loader.js', external: true }));
  },
};
await build({
  ...common,
  entryPoints: ['bin/aiondb.ts', 'bin/slt.ts'],
  format: 'esm',
  outdir: 'dist/bin',
  plugins: [fromCore],
});
for (const name of ['index', 'testing']) writeFileSync(`${root}/dist/${name}.js`, coreModule(name, './core-loader.js'));

// The console's page, which the server reads when it is first asked for.
cpSync(`${root}/src/server/observability/console`, `${root}/dist/console`, { recursive: true });
// The tables of character sets, each read when one of its sets is first asked for.
cpSync(`${root}/src/types/charsets/character-tables`, `${root}/dist/character-tables`, { recursive: true });
run('node_modules/typescript/bin/tsc', '--project', 'tsconfig.build.json');
