/** The lock of a directory with real files and real processes: directory-lock.test.ts has the law. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { acquireLock } from '../../src/durability/directory-lock.ts';
import { nodeFiles, nodeHost } from '../../src/host/index.ts';

const child = fileURLToPath(new URL('lock-child.ts', import.meta.url));
const test = suite<{ directory: string; children: ChildProcess[] }>('directory lock, real processes');

test.before.each((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'aiondb-lock-'));
  context.children = [];
});
test.after.each(({ directory, children }) => {
  for (const process of children) process.kill('SIGKILL');
  for (const suffix of ['', '-alive', '-owner']) rmSync(directory + suffix, { recursive: true, force: true });
});

function start(children: ChildProcess[], ...args: string[]): ChildProcess {
  const started = spawn(process.execPath, ['--import', 'tsx', child, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(started);
  return started;
}
async function firstLine({ stdout }: ChildProcess): Promise<string> {
  const [chunk] = (await once(stdout!, 'data')) as [Buffer];
  return chunk.toString().trim();
}

test('a second process is told the id of the first; when that was killed, it takes its place', async ({
  directory,
  children,
}) => {
  const first = start(children, 'hold', directory);
  assert.is(await firstLine(first), 'held');
  assert.throws(
    () => acquireLock(nodeFiles, nodeHost, directory),
    (error: Error) => error.message === `data directory "${directory}" is in use by another process (PID ${first.pid})`,
  );
  first.kill('SIGKILL');
  await once(first, 'exit');
  const startMs = performance.now();
  const lock = acquireLock(nodeFiles, nodeHost, directory);
  assert.ok(performance.now() - startMs < 1000, 'nobody was waited for');
  assert.equal(readdirSync(directory), ['lock']);
  lock.release();
  assert.equal(readdirSync(directory), []);
});

test('of two that start at once over a dead one, one holds it', async ({ directory, children }) => {
  const dead = start(children, 'hold', directory);
  assert.is(await firstLine(dead), 'held');
  dead.kill('SIGKILL');
  await once(dead, 'exit');
  const lines = await Promise.all(
    [start(children, 'hold', directory), start(children, 'hold', directory)].map(firstLine),
  );
  assert.is(lines.filter((line) => line === 'held').length, 1, lines.join('\n'));
  assert.is(lines.filter((line) => line.startsWith('F0001 ')).length, 1, lines.join('\n'));
});

test('three contend and die all the time, and never do two hold it', async ({ directory, children }) => {
  const outputs = await Promise.all(
    [1, 2, 3].map(async () => {
      const contender = start(children, 'contend', directory, '150');
      let output = '';
      contender.stdout!.on('data', (chunk) => (output += chunk));
      const [code] = (await once(contender, 'close')) as [number];
      assert.is(code, 0);
      return output;
    }),
  );
  for (const output of outputs) assert.match(output, /^held \d+\n$/);
  const held = outputs.reduce((sum, output) => sum + Number(output.slice(5)), 0);
  assert.ok(held > 20, `held ${held} times`);
  acquireLock(nodeFiles, nodeHost, directory, {
    self: () => ({ pid: 1, startTime: 'x', bootId: 'b', hostname: 'h', pidNamespace: 'n' }),
    isAlive: () => 'dead',
  });
  assert.equal(readdirSync(directory), ['lock']);
});

test.run();
