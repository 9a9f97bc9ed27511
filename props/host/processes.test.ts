/**
 * ASSUME proc(5): ids, start times, states. DO ask after processes that run, ended, were replaced, or cannot be seen from here.
 * ASSERT alive and dead are said only of those this process can see.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createProcesses,
  isSameProcess,
  nodeProcesses,
  type ProcessIdentity,
  type ProcessTable,
} from '../../src/host/index.ts';

const initial = 'pid:[4026531836]';
const stat = (pid: number, state: string, startTime: string) =>
  `${pid} (a) b) (c) ${state} 1 1 1 0 -1 4194304 2167 0 0 0 6 2 0 0 20 0 7 0 ${startTime} 745730048 10094`;

interface Fake {
  readonly boot?: string | null;
  readonly namespace?: string | null;
  readonly hostname?: string;
  /** Ids in use, with the text of their stat file, or null if it is hidden. */
  readonly running?: Readonly<Record<number, string | null>>;
  readonly procSelf?: string | null;
}

function processes({ boot = 'b1', namespace = initial, hostname = 'h1', running = {}, procSelf = '10' }: Fake) {
  const all: Readonly<Record<string, string | null>> = { 10: stat(10, 'R', '100'), ...running };
  const table: ProcessTable = {
    pid: 10,
    hostname,
    read: (path) => {
      if (path === '/proc/sys/kernel/random/boot_id') return boot === null ? null : `${boot}\n`;
      return boot === null ? null : (all[/^\/proc\/(\d+)\/stat$/.exec(path)?.[1] ?? ''] ?? null);
    },
    readLink: (path) => (path === '/proc/self' ? procSelf : path === '/proc/self/ns/pid' ? namespace : null),
    exists: (pid) => all[String(pid)] !== undefined,
  };
  return createProcesses(() => table);
}

const other: ProcessIdentity = { pid: 20, startTime: '500', bootId: 'b1', hostname: 'h1', pidNamespace: initial };

test('who am I', () => {
  assert.equal(processes({}).self(), {
    pid: 10,
    startTime: '100',
    bootId: 'b1',
    hostname: 'h1',
    pidNamespace: initial,
  });
  assert.equal(processes({ boot: null, namespace: null, procSelf: null }).self(), {
    pid: 10,
    startTime: null,
    bootId: null,
    hostname: 'h1',
    pidNamespace: null,
  });
});

test('here: the id, the start time and the state decide', () => {
  const judged = (running: Fake['running']) => processes({ running: running! }).isAlive(other);
  assert.is(judged({ 20: stat(20, 'S', '500') }), 'alive');
  assert.is(judged({ 20: stat(20, 'T', '500') }), 'alive');
  assert.is(judged({}), 'dead');
  assert.is(judged({ 20: stat(20, 'S', '501') }), 'dead', 'the id was used again');
  assert.is(judged({ 20: stat(20, 'Z', '500') }), 'dead', 'a zombie');
  assert.is(judged({ 20: null }), 'alive', 'hidden');
  assert.is(judged({ 20: '' }), 'alive', 'not to be read');
});

test('the name of this machine may change while it runs', () => {
  assert.is(processes({ hostname: 'h2' }).isAlive(other), 'dead');
  assert.is(processes({ hostname: 'h2', running: { 20: stat(20, 'S', '500') } }).isAlive(other), 'alive');
});

test('elsewhere nothing is known', () => {
  const running = { 20: stat(20, 'S', '500') };
  for (const fake of [
    { namespace: 'pid:[7]' },
    { namespace: null },
    { boot: 'b2', hostname: 'h2' },
    { boot: 'b2', namespace: 'pid:[7]' },
    { boot: null, namespace: null },
  ]) {
    assert.is(processes(fake).isAlive(other), 'unknown', JSON.stringify(fake));
    assert.is(processes({ ...fake, running }).isAlive(other), 'unknown', JSON.stringify(fake));
  }
  const contained = { ...other, pidNamespace: 'pid:[7]' };
  assert.is(
    processes({ boot: 'b2', namespace: 'pid:[7]' }).isAlive(contained),
    'unknown',
    'a name moves with its container',
  );
});

test('what ran before the machine was started again is dead, whatever has its id now', () => {
  assert.is(processes({ boot: 'b2', running: { 20: stat(20, 'S', '500') } }).isAlive(other), 'dead');
});

test('without /proc the id decides, on this machine', () => {
  const plain = { ...other, startTime: null, bootId: null, pidNamespace: null };
  const bare = { boot: null, namespace: null, procSelf: null };
  assert.is(processes({ ...bare, running: { 20: null } }).isAlive(plain), 'alive');
  assert.is(processes(bare).isAlive(plain), 'dead');
  assert.is(processes({ ...bare, hostname: 'h2' }).isAlive(plain), 'unknown');
});

test('a /proc that counts otherwise is not believed', () => {
  const fake = processes({ procSelf: '777', running: { 20: stat(20, 'S', '501') } });
  assert.is(fake.self().startTime, null);
  assert.is(fake.isAlive(other), 'alive');
});

test('real processes', async () => {
  const self = nodeProcesses.self();
  assert.is(self.pid, process.pid);
  assert.is(nodeProcesses.isAlive(self), 'alive');
  assert.ok(isSameProcess(self, nodeProcesses.self()));
  if (process.platform === 'linux') assert.match(self.startTime!, /^\d+$/);
  const child = spawn('sleep', ['60']);
  const identity = { ...self, pid: child.pid!, startTime: null };
  assert.is(nodeProcesses.isAlive(identity), 'alive');
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.is(nodeProcesses.isAlive(identity), 'dead');
});

test.run();
