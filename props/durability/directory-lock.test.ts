/**
 * ASSUME operations on files are atomic one by one, and Processes tells the dead from the living.
 * DO open a directory with many processes, of which any may die, or be held up, before any operation.
 * ASSERT no two that live hold it, whoever died blocks nobody, and the refused are told by whom.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { acquireLock, type DirectoryLock } from '../../src/durability/directory-lock.ts';
import type { SqlError } from '../../src/errors/index.ts';
import { type FileSystem, fileError } from '../../src/host/index.ts';
import { failNth, SimulatedDisk } from '../../src/host/simulated/index.ts';
import { Died, World, WorldClock, watched } from './lock-world.ts';

const directory = '/data';

function newDisk(): SimulatedDisk {
  const disk = new SimulatedDisk();
  disk.makeDirectory(directory);
  disk.syncDirectory('/');
  return disk;
}
const names = (files: FileSystem) => files.list(directory).join(' ');

function refusal(action: () => unknown): SqlError {
  try {
    action();
  } catch (error) {
    assert.is((error as SqlError).code, 'F0001', String(error));
    return error as SqlError;
  }
  return assert.unreachable('the directory is refused') as never;
}

test('taken, refused to the next, released, taken again', () => {
  const [disk, world, { host }] = [newDisk(), new World(), new WorldClock()];
  const lock = acquireLock(disk, host, directory, world.start().processes);
  assert.is(names(disk), 'lock');
  const error = refusal(() => acquireLock(disk, host, directory, world.start().processes));
  assert.is(error.message, 'data directory "/data" is in use by another process (PID 1)');
  assert.match(error.hint!, 'Remove "/data/lock" only if');
  assert.is(names(disk), 'lock');
  lock.release();
  lock.release();
  assert.is(names(disk), '');
  acquireLock(disk, host, directory, world.start().processes);
});

test('the same process is told that it has the directory open', () => {
  const [disk, { processes }, { host }] = [newDisk(), new World().start(), new WorldClock()];
  const lock = acquireLock(disk, host, directory, processes);
  const error = refusal(() => acquireLock(disk, host, directory, processes));
  assert.is(error.message, 'data directory "/data" is in use by this process');
  lock.touch();
});

test('an owner that died has no claim', () => {
  const [disk, world, clock] = [newDisk(), new World(), new WorldClock()];
  const first = world.start();
  const lost = acquireLock(disk, clock.host, directory, first.processes);
  world.kill(first.identity.pid);
  const lock = acquireLock(disk, clock.host, directory, world.start().processes);
  assert.is(clock.nowMs, 0, 'nobody had to wait');
  assert.is(names(disk), 'lock');
  clock.nowMs += 5000;
  assert.throws(() => lost.touch(), /was taken over by another process/);
  lost.release();
  lock.touch();
  assert.is(names(disk), 'lock');
});

/** What befalls a contender before its operation `at`: the next one runs meanwhile, or it dies. */
const fate = fc.record({ at: fc.nat({ max: 45 }), dies: fc.boolean(), isHeldUp: fc.boolean() });

for (const [how, files] of [
  ['', (disk: FileSystem) => disk],
  [', without links', withoutLinks],
] as const) {
  test(`whoever is held up or dies where, one holds the lock at most, and nobody is in the way${how}`, () => {
    fc.assert(
      fc.property(fc.array(fate, { minLength: 1, maxLength: 8 }), (fates) => contend(files(newDisk()), fates)),
      { numRuns: 2000 },
    );
  });
}

interface Holder {
  readonly pid: number;
  readonly lock: DirectoryLock;
}

function contend(disk: FileSystem, fates: readonly { at: number; dies: boolean; isHeldUp: boolean }[]): void {
  const [world, { host }] = [new World(), new WorldClock()];
  const holders: Holder[] = [];
  let next = 0;

  const run = (): void => {
    const fateOf = fates[next++];
    if (fateOf === undefined) return;
    const { identity, processes } = world.start();
    let operations = 0;
    const before = () => {
      if (world.isDead(identity.pid)) throw new Died();
      if (operations++ !== fateOf.at) return;
      if (fateOf.isHeldUp) run();
      if (!fateOf.dies) return;
      world.kill(identity.pid);
      throw new Died();
    };
    try {
      const lock = acquireLock(watched(disk, before), host, directory, processes);
      holders.push({ pid: identity.pid, lock });
      // It may die later, with the lock.
      if (fateOf.dies) world.kill(identity.pid);
    } catch (error) {
      assert.ok(error instanceof Died || (error as SqlError).code === 'F0001', String(error));
    }
    const living = holders.filter(({ pid }) => !world.isDead(pid));
    assert.ok(living.length <= 1, 'one holds the lock at most');
  };
  while (next < fates.length) run();

  const living = holders.filter(({ pid }) => !world.isDead(pid));
  const last = () => acquireLock(disk, host, directory, world.start().processes);
  if (living.length === 1) refusal(last);
  else last();
}

/** As FAT answers. */
function withoutLinks(disk: FileSystem): FileSystem {
  return watched(disk, (operation) => {
    if (operation === 'link') throw fileError('EPERM', 'link', 'a', 'b');
  });
}

test('an operation that fails fails the opening, and leaves nothing in the way', () => {
  for (const isStale of [false, true]) {
    for (let n = 0, failed = true; failed; n++) {
      const [disk, world, { host }] = [newDisk(), new World(), new WorldClock()];
      const first = world.start();
      if (isStale) acquireLock(disk, host, directory, first.processes);
      world.kill(first.identity.pid);
      disk.faults = failNth(n, { code: 'EIO' }, () => true);
      failed = false;
      try {
        const lock = acquireLock(disk, host, directory, world.start().processes);
        disk.faults = null;
        lock.release();
      } catch (error) {
        assert.is((error as SqlError).code, '58030');
        failed = true;
      }
      disk.faults = null;
      acquireLock(disk, host, directory, world.start().processes);
      assert.is(names(disk), 'lock');
    }
  }
});

test('after a power failure it is taken again, whatever came of its files', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 20 }), fc.boolean(), (seed, steps, isStale) => {
      const [disk, world, clock] = [newDisk(), new World(), new WorldClock()];
      const first = world.start({ boot: 'b1' });
      if (isStale) acquireLock(disk, clock.host, directory, first.processes);
      world.kill(first.identity.pid);
      let crashed: SimulatedDisk | null = null;
      let left = steps;
      disk.onStep = () => {
        if (left-- === 0) crashed = disk.crash(seed);
      };
      acquireLock(disk, clock.host, directory, world.start({ boot: 'b1' }).processes);
      const after = (crashed ?? disk.crash(seed)) as SimulatedDisk;
      acquireLock(after, clock.host, directory, world.start({ boot: 'b2' }).processes);
      assert.is(names(after), 'lock');
      assert.ok(clock.nowMs < 25_000, 'at most two waits');
    }),
    { numRuns: 500 },
  );
});

/** A directory that a process elsewhere holds. */
function heldElsewhere() {
  const [disk, world, clock] = [newDisk(), new World(), new WorldClock()];
  const lock = acquireLock(disk, clock.host, directory, world.start({ namespace: 'elsewhere' }).processes);
  const open = () => acquireLock(disk, clock.host, directory, world.start().processes);
  return { disk, clock, lock, open };
}

test('an owner that cannot be seen is believed while it touches its lock', () => {
  for (const everyMs of [1000, 2000, 9000]) {
    const { clock, lock, open } = heldElsewhere();
    let sinceMs = 0;
    clock.onSleep = (ms) => {
      sinceMs += ms;
      if (sinceMs < everyMs) return;
      sinceMs = 0;
      lock.touch();
    };
    assert.is(refusal(open).message, 'data directory "/data" is in use by another process (PID 1)');
    assert.ok(clock.nowMs <= everyMs + 250);
  }
});

test('one that stays still for ten seconds is not, and learns of it', () => {
  const { disk, clock, lock, open } = heldElsewhere();
  const next = open();
  assert.ok(clock.nowMs >= 10_000 && clock.nowMs < 11_000);
  assert.throws(() => lock.touch(), /was taken over by another process/);
  assert.throws(() => lock.touch(), /was taken over by another process/);
  lock.release();
  assert.is(names(disk), 'lock');
  next.touch();
});

test('one that goes away meanwhile is not waited for', () => {
  const { clock, lock, open } = heldElsewhere();
  clock.onSleep = () => lock.release();
  open();
  assert.ok(clock.nowMs < 1000);
});

test('a lock that cannot be read is watched like that', () => {
  for (const text of ['', '\0'.repeat(1024), '{"pid":0}', 'null', '[]', '{"pid":-1,"hostname":"h","token":"x"}']) {
    const [disk, world, clock] = [newDisk(), new World(), new WorldClock()];
    disk.writeFile(`${directory}/lock`, new TextEncoder().encode(text));
    acquireLock(disk, clock.host, directory, world.start().processes);
    assert.ok(clock.nowMs >= 10_000);
    assert.is(names(disk), 'lock');
  }
});

test('a lock that was removed by hand is lost', () => {
  const [disk, world, clock] = [newDisk(), new World(), new WorldClock()];
  const lock = acquireLock(disk, clock.host, directory, world.start().processes);
  disk.remove(`${directory}/lock`);
  lock.touch();
  clock.nowMs += 1000;
  assert.is(refusal(() => lock.touch()).message, 'data directory "/data" was taken over by another process');
});

test('a touch writes once a second', () => {
  const [disk, world, clock] = [newDisk(), new World(), new WorldClock()];
  const lock = acquireLock(disk, clock.host, directory, world.start().processes);
  const writes = () => disk.trace.filter((line) => line.includes('write')).length;
  const before = writes();
  for (let i = 0; i < 50; i++) {
    clock.nowMs += 100;
    lock.touch();
  }
  assert.is(writes() - before, 5);
  clock.nowMs -= 3_600_000;
  lock.touch();
  assert.is(writes() - before, 6, 'the clock was set back');
  lock.release();
  assert.throws(() => lock.touch(), /held/);
});

test.run();
