/**
 * Imports go to the left only (docs/architecture/overview.md): the order of the folders is the architecture.
 * ASSUME every import between source files is a static one with a relative path.
 * DO read all files below src/. ASSERT no file imports from a folder to the right of its own, and generated source is written
 * by the compiler, and the row shapes of the embedded API, alone.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const layers = [
  'common',
  'host',
  'errors',
  'config',
  'types',
  'functions',
  'parser',
  'catalog',
  'storage',
  'transaction',
  'durability',
  'analyzer',
  'planner',
  'optimizer',
  'compiler',
  'executor',
  'session',
  'embedded',
  'server',
  'cli',
];
/**
 * The compiler writes calls of the executor's runtime, and captures its functions, so it imports from the executor; in turn the
 * executor knows nothing of the compiler. The two folders stand in this order for a reader; for imports the executor comes first.
 */
const rank = new Map(layers.map((layer, i) => [layer, i]));
rank.set('executor', rank.get('compiler')! - 0.5);

const source = fileURLToPath(new URL('../../src', import.meta.url));

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}
const layerOf = (path: string): string => relative(source, path).split(sep)[0]!;

test('imports go to the left only', () => {
  const wrong: string[] = [];
  let seen = 0;
  for (const file of sourceFiles(source)) {
    const layer = layerOf(file);
    if (!rank.has(layer)) continue;
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      seen++;
      const target = layerOf(resolve(dirname(file), path!));
      const to = rank.get(target);
      if (to === undefined || to > rank.get(layer)!) wrong.push(`${relative(source, file)} imports ${path}`);
    }
  }
  assert.ok(seen > 500, 'the imports were found');
  assert.equal(wrong, []);
});

test('every folder is a layer', () => {
  const folders = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.equal(
    folders.map((entry) => entry.name).filter((name) => !rank.has(name)),
    [],
  );
});

test('source text is made in two places only', () => {
  const makers = sourceFiles(source)
    .filter((file) => /new Function\(|\beval\(/.test(readFileSync(file, 'utf8')))
    .map((file) => relative(source, file).split(sep).join('/'))
    .sort();
  assert.equal(makers, ['compiler/function-cache.ts', 'embedded/row-maker.ts']);
});

test.run();
