/**
 * ASSUME files that hold their own number, durably, and any sequence of creations, links, renames (over others, and to other
 * directories), removals and syncs of two directories.
 * DO the same on maps, and lose power after each operation, under many seeds.
 * ASSERT each name means what it meant at or after the last sync of its directory; with renames alone no file is lost or doubled.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SimulatedDisk } from '../../src/testing.ts';

const directories = ['/', '/d'];
const paths = ['/a', '/b', '/c', '/d/a', '/d/b'];
const directoryOf = (path: string): string => (path.startsWith('/d/') ? '/d' : '/');

interface Action {
  readonly kind: 'create' | 'link' | 'rename' | 'remove' | 'syncDirectory' | 'failedSync';
  readonly path: string;
  readonly to: string;
}
const name = fc.constantFrom(...paths);
const action: fc.Arbitrary<Action> = fc.record({
  kind: fc.constantFrom(
    'create',
    'create',
    'link',
    'rename',
    'rename',
    'rename',
    'remove',
    'syncDirectory',
    'failedSync',
  ),
  path: name,
  to: name,
});

const numberIn = (disk: SimulatedDisk, path: string): number =>
  disk.kindOf(path) === null ? 0 : (disk.readFile(path)[0] ?? -1);

/** A disk with a directory, and files made on it. */
class Run {
  readonly disk = new SimulatedDisk();
  private count = 0;
  constructor() {
    this.disk.makeDirectory('/d');
    this.disk.syncDirectory('/');
  }
  create(path: string): number {
    const file = this.disk.open(path, 'create');
    file.write(Uint8Array.of(++this.count), 0, 1, 0);
    file.sync();
    file.close();
    return this.count;
  }
  failSync(path: string): void {
    this.disk.faults = () => ({ code: 'EIO' });
    assert.throws(() => this.disk.syncDirectory(path), /EIO: i\/o error, fsync/);
    this.disk.faults = null;
  }
}

test('each name means what it meant since the last sync of its directory', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 25 }), fc.nat(), (actions, seed) => {
      const run = new Run();
      const { disk } = run;
      const now = new Map<string, number>();
      const possible = new Map(paths.map((path) => [path, [0]]));
      // While a rename between directories waits for the other one, its names may still be as before.
      const across = new Set<string>();
      const change = (path: string, number: number) => {
        now.set(path, number);
        possible.get(path)!.push(number);
      };
      let crashes = seed;
      for (const { kind, path, to } of actions) {
        const number = now.get(path) ?? 0;
        const target = now.get(to) ?? 0;
        if (kind === 'create' && number === 0) change(path, run.create(path));
        else if (kind === 'link' && number !== 0 && target === 0) {
          disk.link(path, to);
          change(to, number);
        } else if (kind === 'rename' && number !== 0) {
          disk.rename(path, to);
          if (number === target) continue;
          change(to, number);
          change(path, 0);
          if (directoryOf(path) !== directoryOf(to)) across.add(path).add(to);
        } else if (kind === 'remove' && number !== 0) {
          disk.remove(path);
          change(path, 0);
        } else if (kind === 'syncDirectory') {
          disk.syncDirectory(directoryOf(path));
          for (const synced of paths) {
            if (directoryOf(synced) === directoryOf(path) && !across.has(synced))
              possible.set(synced, [now.get(synced) ?? 0]);
          }
        } else if (kind === 'failedSync') {
          run.failSync(directoryOf(path));
          // From here on a sync promises nothing of what was there before.
          for (const lost of paths) if (possible.get(lost)!.length > 1) across.add(lost);
        }
        for (let i = 0; i < 5; i++) {
          const image = i === 4 ? disk.killProcess().crash(crashes++) : disk.crash(crashes++);
          for (const path of paths) {
            const found = numberIn(image, path);
            assert.ok(possible.get(path)!.includes(found), `crash(${crashes - 1}): ${path} is ${found}`);
          }
          assert.equal(image.crash(1).paths(), image.paths());
        }
        const killed = disk.killProcess();
        for (const policy of ['keep', 'drop', 'random'] as const) {
          const image = disk.crash(crashes, policy);
          assert.equal(killed.crash(crashes, policy).paths(), image.paths(), 'a kill makes nothing durable');
        }
        for (const path of paths) {
          assert.is(numberIn(disk, path), now.get(path) ?? 0);
          assert.is(numberIn(disk.killProcess(), path), now.get(path) ?? 0);
          assert.is(numberIn(disk.crash(1, 'keep'), path), now.get(path) ?? 0);
        }
      }
      for (const directory of [...directories, ...directories]) disk.syncDirectory(directory);
      if (!actions.some((step) => step.kind === 'failedSync')) {
        for (const path of paths) assert.is(numberIn(disk.crash(1, 'drop'), path), now.get(path) ?? 0);
      }
    }),
    { numRuns: 400 },
  );
});

test('renames neither lose nor double a file', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name), { maxLength: 15 }), fc.nat(), (renames, seed) => {
      const run = new Run();
      const numbers = ['/a', '/b', '/d/a'].map((path) => run.create(path));
      for (const directory of directories) run.disk.syncDirectory(directory);
      renames.forEach(([from, to], i) => {
        if (run.disk.kindOf(from) === 'file' && run.disk.kindOf(to) === null) run.disk.rename(from, to);
        if (i % 4 === 3) run.disk.syncDirectory(directoryOf(to));
        for (let n = 0; n < 6; n++) {
          const image = run.disk.crash(seed + n);
          const found = paths.map((path) => numberIn(image, path)).filter((number) => number !== 0);
          assert.equal(found.sort(), numbers);
        }
      });
    }),
    { numRuns: 300 },
  );
});

test('a replaced file is there, or the new one', () => {
  const run = new Run();
  const old = run.create('/a');
  run.disk.syncDirectory('/');
  const replacement = run.create('/b');
  run.disk.rename('/b', '/a');
  const seen = new Set<string>();
  for (let seed = 0; seed < 300; seed++) {
    const image = run.disk.crash(seed);
    seen.add(`${numberIn(image, '/a')} ${numberIn(image, '/b')}`);
  }
  assert.equal([...seen].sort(), [`${old} 0`, `${old} ${replacement}`, `${replacement} 0`]);
});

test('directory operations are lost out of order too, a file with the directory it is in', () => {
  const run = new Run();
  run.create('/a');
  run.create('/b');
  run.disk.makeDirectory('/e/f');
  run.disk.writeFile('/x', new Uint8Array());
  const file = run.disk.open('/e/f/c', 'create');
  run.disk.syncDirectory('/e/f');
  file.sync();
  const seen = new Set<string>();
  for (let seed = 0; seed < 1000; seed++) {
    const image = run.disk.crash(seed);
    seen.add(image.paths().join(' '));
  }
  for (const paths of ['/x', '/a /x', '/b /x', '/a /b /x', '/a /b /e/f/c /x', '/e/f/c /x'])
    assert.ok(seen.has(paths), paths);
  run.disk.syncDirectory('/e');
  assert.is(run.disk.crash(0, 'drop').kindOf('/e'), null, 'its own name was never synced');
  run.disk.syncDirectory('/');
  assert.equal(run.disk.crash(0, 'drop').paths(), ['/a', '/b', '/e/f/c', '/x']);
});

test('names are mostly lost as a journal loses them: the last ones', () => {
  const run = new Run();
  for (const path of ['/a', '/b', '/c', '/d/a', '/d/b']) run.create(path);
  let prefixes = 0;
  for (let seed = 0; seed < 1000; seed++) {
    const found = run.disk.crash(seed).paths();
    if (found.every((path, i) => path === paths[i])) prefixes++;
  }
  assert.ok(prefixes > 750 && prefixes < 1000, `${prefixes}`);
});

test('a sync of a directory after one that failed promises nothing for what was there before', () => {
  const run = new Run();
  run.create('/a');
  run.failSync('/');
  run.create('/b');
  run.disk.syncDirectory('/');
  assert.equal(run.disk.crash(0, 'drop').paths(), ['/b']);
  assert.equal(run.disk.crash(0, 'keep').paths(), ['/a', '/b']);
  run.disk.rename('/a', '/c');
  run.disk.syncDirectory('/');
  assert.equal(run.disk.crash(0, 'drop').paths(), ['/b', '/c'], 'what builds on it is durable with it');
});

test.run();
