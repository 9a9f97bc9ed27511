/**
 * ASSUME the built package in a folder of its own. DO run a statement in processes without flags, with flags of Node's and of V8's, and
 * without the code that the build has left. ASSERT that each answers; that processes without flags for V8 share one file of code, that
 * others and those that find none leave one that the next takes; and that no more of Node is loaded than a statement needs.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const built = fileURLToPath(new URL('../../dist', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'aiondb-cache-'));
mkdirSync(join(folder, 'node_modules'));
cpSync(built, join(folder, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.d.ts') });
test.after(() => rmSync(folder, { recursive: true, force: true }));

const program = `import { Database } from ${JSON.stringify(pathToFileURL(join(folder, 'dist/index.js')).href)};
const { rows } = Database.inMemory().connect().execute('SELECT 1 AS one');
const loaded = process.moduleLoadList.filter((name) => /^NativeModule (?:v8|http|tls|net|crypto|perf_hooks|fs\\/promises)$/.test(name));
process.getBuiltinModule('node:fs').writeSync(1, JSON.stringify({ rows, loaded }));`;

/** Names of the files of code, and what the process said. */
function run(...flags: string[]) {
  const env = { ...process.env };
  delete env['NODE_OPTIONS'];
  delete env['NODE_V8_COVERAGE'];
  const child = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', program], {
    encoding: 'utf8',
    env,
  });
  assert.is(child.status, 0, child.stderr);
  const { rows, loaded } = JSON.parse(child.stdout);
  assert.equal(rows, [{ one: 1 }]);
  return { loaded, caches: caches() };
}
/** With what tells whether they have been written anew. */
const caches = (): string[] =>
  readdirSync(join(folder, 'dist'))
    .filter((name) => name.endsWith('.cache'))
    .map((name) => `${name} ${statSync(join(folder, 'dist', name)).ino}`);

test('a process takes the code that there is, and leaves what there was not', () => {
  for (const name of caches()) rmSync(join(folder, 'dist', name.split(' ')[0]!));
  const ordinary = run().caches;
  assert.is(ordinary.length, 1);
  const { loaded, caches: again } = run('--no-warnings');
  assert.equal(again, ordinary);
  // What its own import has loaded is not the engine's.
  assert.equal(loaded, []);
  const special = run('--stack-size=900').caches;
  assert.is(special.length, 2);
  assert.equal(run('--stack-size=900').caches, special);
  assert.equal(run().caches, special);
});

test.run();
