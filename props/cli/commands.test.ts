/**
 * ASSUME a directory on a file system that is not known to be encrypted, and nothing in the environment.
 * DO run the commands as the executable does. ASSERT what stores is refused unless it was allowed, what reads is not; a directory
 * without a database is said to be none, and is not made one.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCommand } from '../../src/cli/aiondb/commands.ts';
import { Database } from '../../src/index.ts';

const test = suite<{ folder: string }>('commands');
test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'aiondb-commands-'));
});
test.after.each(({ folder }) => {
  rmSync(folder, { recursive: true, force: true });
});

async function refused(run: Promise<number>): Promise<string> {
  try {
    await run;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

test('dump reads what is stored, restore stores only when that is allowed', async ({ folder }) => {
  const [data, copy, file] = ['data', 'copy', 'dump.sql'].map((name) => join(folder, name)) as [string, string, string];
  const db = Database.open(data, { allowUnencryptedStorage: true });
  db.connect().execute("CREATE TABLE t AS SELECT g AS id, 'row ' || g AS v FROM generate_series(1, 3) g");
  db.close();
  assert.is(await runCommand('dump', ['--data-dir', data, '--output', file], {}), 0);
  assert.match(readFileSync(file, 'utf8'), 'COPY public.t (id, v) FROM stdin;');
  const restore = ['--data-dir', copy, '--input', file];
  assert.match(await refused(runCommand('restore', restore, {})), 'AIONDB_ALLOW_UNENCRYPTED_STORAGE=true');
  assert.not.ok(existsSync(copy), 'nothing was made');
  assert.is(await runCommand('restore', restore, { AIONDB_ALLOW_UNENCRYPTED_STORAGE: 'true' }), 0);
  const restored = Database.open(copy, { allowUnencryptedStorage: true });
  assert.equal(restored.connect().execute('SELECT v FROM t WHERE id = 2').rows, [{ v: 'row 2' }]);
  restored.close();
});

test('a directory without a database is not made one', async ({ folder }) => {
  const missing = join(folder, 'missing');
  for (const command of ['dump', 'upgrade', 'doctor'] as const) {
    const code = await runCommand(command, ['--data-dir', missing], {}).catch(() => 1);
    assert.is(code, 1, command);
    assert.not.ok(existsSync(missing), command);
  }
});

test.run();
