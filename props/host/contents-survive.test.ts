/**
 * ASSUME a file whose name is durable, and any sequence of writes, truncations and syncs of it, some of them in the background.
 * DO keep all states the file had, and lose power after each operation, under many seeds.
 * ASSERT the size, and each sector of 512 bytes, is one that the file had at or after the last sync: what was synced is there, and
 * nothing that was never written. A killed process loses nothing. The disk itself is not changed by any of it.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type File, SimulatedDisk } from '../../src/testing.ts';

type Action =
  | { readonly kind: 'write'; readonly position: number; readonly length: number }
  | { readonly kind: 'truncate'; readonly size: number }
  | { readonly kind: 'sync' | 'syncLater' | 'turn' };

const offset = fc.oneof(fc.nat(2000), fc.nat(20_000), fc.constantFrom(0, 511, 512, 513, 1024, 4095, 4096, 4097, 8192));
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write'), position: offset, length: offset }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('truncate'), size: offset }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('sync', 'syncLater', 'turn') }) },
);

/** The states a file had since a sync; the first is durable. */
class History {
  states: Uint8Array[] = [new Uint8Array()];
  /** A sync in the background may be done, or not. */
  syncsRunning = 0;
  get last(): Uint8Array {
    return this.states[this.states.length - 1]!;
  }
  synced(state: Uint8Array): void {
    const at = this.states.indexOf(state);
    if (at > 0) this.states = this.states.slice(at);
  }
  write(bytes: Uint8Array, position: number): void {
    const state = new Uint8Array(Math.max(this.last.length, bytes.length === 0 ? 0 : position + bytes.length));
    state.set(this.last);
    state.set(bytes, position < state.length ? position : 0);
    this.states.push(state);
  }
  truncate(size: number): void {
    const state = new Uint8Array(size);
    state.set(this.last.subarray(0, size));
    this.states.push(state);
  }
}

/** So many bytes of a sector, zeros where the state has none. */
function sector(state: Uint8Array, start: number, length: number): string {
  const bytes = Buffer.alloc(length);
  bytes.set(state.subarray(start, start + length));
  return bytes.toString('latin1');
}

function assertPossible(found: Uint8Array, { states }: History, what: string): void {
  assert.ok(
    states.some((state) => state.length === found.length),
    `${what}: the size ${found.length}`,
  );
  for (let start = 0; start < found.length; start += 512) {
    const length = Math.min(512, found.length - start);
    const bytes = sector(found, start, length);
    assert.ok(
      states.some((state) => sector(state, start, length) === bytes),
      `${what}: the sector at ${start}`,
    );
  }
}

async function run(actions: readonly Action[], seed: number, check: (disk: SimulatedDisk, history: History) => void) {
  const disk = new SimulatedDisk({ seed });
  const file: File = disk.open('wal', 'create');
  disk.syncDirectory('/');
  const history = new History();
  let written = 0;
  const running: Promise<void>[] = [];
  for (const step of actions) {
    if (step.kind === 'write') {
      // No two bytes near each other are equal, nor are two writes.
      const bytes = Uint8Array.from({ length: step.length }, (_, i) => 1 + ((written * 37 + i + (i >> 9) * 7) % 255));
      written++;
      file.write(bytes, 0, bytes.length, step.position);
      history.write(bytes, step.position);
    } else if (step.kind === 'truncate') {
      file.truncate(step.size);
      history.truncate(step.size);
    } else if (step.kind === 'sync') {
      file.sync();
      history.synced(history.last);
    } else if (step.kind === 'syncLater') {
      const state = history.last;
      history.syncsRunning++;
      running.push(
        file.syncLater().then(() => {
          history.syncsRunning--;
          history.synced(state);
        }),
      );
    } else await null;
    check(disk, history);
  }
  await Promise.all(running);
  check(disk, history);
  return disk;
}

test('after a power failure each sector is one the file had since its last sync', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 25 }), fc.nat(), async (actions, seed) => {
      let crashes = seed;
      await run(actions, seed, (disk, history) => {
        for (let i = 0; i < 6; i++) {
          const crashed = disk.crash(crashes++);
          assertPossible(crashed.readFile('wal'), history, `crash(${crashes - 1})`);
          assert.equal(crashed.crash(1).readFile('wal'), crashed.readFile('wal'), 'what survived is durable');
        }
        assert.equal(disk.crash(1, 'keep').readFile('wal'), history.last, 'keep');
        const least = disk.crash(1, 'drop').readFile('wal');
        if (history.syncsRunning === 0) assert.equal(least, history.states[0], 'drop');
        else assertPossible(least, history, 'drop');
        const killed = disk.killProcess();
        assert.equal(killed.readFile('wal'), history.last, 'a killed process');
        assertPossible(killed.crash(crashes++).readFile('wal'), history, 'after a kill');
        assert.equal(disk.readFile('wal'), history.last, 'the disk is as it was');
      });
    }),
    { numRuns: 300 },
  );
});

test('images and the disk they were taken from do not share what is written later', () => {
  fc.assert(
    fc.property(fc.array(offset, { minLength: 1, maxLength: 8 }), fc.nat(), (positions, seed) => {
      const disk = new SimulatedDisk();
      const file = disk.open('a', 'create');
      disk.syncDirectory('/');
      const bytes = new Uint8Array(5000);
      const images = positions.map((position, i) => {
        file.write(bytes.fill(i + 1), 0, bytes.length, position);
        if (i % 2 === 0) file.sync();
        const image = i % 3 === 0 ? disk.killProcess() : disk.crash(seed + i);
        const before = Buffer.from(image.readFile('a'));
        if (i % 2 === 1 && image.kindOf('a') === 'file') {
          const copy = image.crash(seed, 'keep').open('a', 'write');
          copy.write(bytes.fill(99), 0, bytes.length, position + 100);
          copy.sync();
        }
        return { image, before };
      });
      file.truncate(10);
      for (const { image, before } of images) assert.ok(before.equals(image.readFile('a')));
    }),
    { numRuns: 200 },
  );
});

test('the same seeds give the same disks', async () => {
  const contents = (disk: SimulatedDisk) =>
    disk.paths().map((path) => Buffer.from(disk.readFile(path)).toString('latin1'));
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 15 }), fc.nat(), async (actions, seed) => {
      const images: string[][] = [];
      const take = (disk: SimulatedDisk) => images.push(contents(disk.crash(seed)));
      const one = await run(actions, seed, take);
      const first = images.splice(0);
      const other = await run(actions, seed, take);
      assert.equal(images, first);
      assert.equal(one.trace, other.trace);
    }),
    { numRuns: 50 },
  );
});

test('a write may be torn at any sector, be there without an earlier one, or leave the size alone', () => {
  const disk = new SimulatedDisk();
  const file = disk.open('a', 'create');
  file.write(new Uint8Array(16_384).fill(1), 0, 16_384, 0);
  file.sync();
  disk.syncDirectory('/');
  file.write(new Uint8Array(8192).fill(2), 0, 8192, 0);
  file.write(new Uint8Array(8192).fill(3), 0, 8192, 8192);
  file.write(new Uint8Array(100).fill(4), 0, 100, 16_384);
  const seen = new Set<string>();
  for (let seed = 0; seed < 2000; seed++) {
    const bytes = disk.crash(seed).readFile('a');
    const at = (sector: number) => bytes[sector * 512]!;
    for (let i = 0; i < 16; i++) if (at(i) === 2 && at((i + 1) % 16) === 1) seen.add(`torn behind sector ${i}`);
    if (at(0) === 1 && at(15) === 1 && at(16) === 3 && at(31) === 3) seen.add('the second without the first');
    if (at(0) === 2 && at(15) === 2 && at(16) === 1 && at(31) === 1) seen.add('the first without the second');
    if (bytes.length === 16_384 && at(0) === 2) seen.add('the size alone is lost');
    if (bytes.length > 16_384 && at(32) === 0) seen.add('the size alone is kept');
    if (at(0) === 1 && bytes.every((byte) => byte === 1)) seen.add('nothing');
    if (at(0) === 2 && at(16) === 3 && at(32) === 4) seen.add('all');
  }
  assert.is(seen.size, 16 + 6, [...seen].join(', '));
});

test.run();
