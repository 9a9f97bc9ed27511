/** What fails on a simulated disk, how, and what remains; the steps it shows and the damage it can be given. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FileError } from '../../src/host/index.ts';
import { type File, failNth, failWhen, randomFaults, SimulatedDisk, type Step } from '../../src/testing.ts';

const ones = new Uint8Array(10_000).fill(1);

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as FileError).code;
  }
  return 'no error';
}

/** A disk with the durable, empty file /a, and the file. */
function diskWithFile(): { disk: SimulatedDisk; file: File } {
  const disk = new SimulatedDisk();
  disk.writeFile('/a', new Uint8Array());
  return { disk, file: disk.open('/a', 'write') };
}

test('the nth operation fails, and no other', () => {
  for (let n = 0; n < 6; n++) {
    const disk = new SimulatedDisk({ faults: failNth(n) });
    const codes: string[] = [codeOf(() => disk.makeDirectory('/d'))];
    if (n === 0) disk.makeDirectory('/d');
    codes.push(codeOf(() => disk.open('/d/a', 'create').close()));
    if (n === 1) disk.open('/d/a', 'create').close();
    const file = disk.open('/d/a', 'write');
    codes.push(codeOf(() => file.write(ones, 0, 600, 0)));
    codes.push(codeOf(() => file.sync()));
    codes.push(codeOf(() => disk.rename('/d/a', '/d/b')));
    codes.push(codeOf(() => disk.syncDirectory('/d')));
    assert.equal(
      codes,
      codes.map((_, i) => (i === n ? 'EIO' : 'no error')),
    );
    assert.ok(disk.trace[n]!.endsWith(' (EIO)'), disk.trace[n]);
  }
});

test('a predicate chooses what fails, reads too', () => {
  const { disk, file } = diskWithFile();
  file.write(ones, 0, 100, 0);
  disk.faults = failWhen(({ operation, path }) => operation === 'read' && path === '/a');
  assert.throws(() => file.read(new Uint8Array(1), 0, 1, 0), /^EIO: i\/o error, read$/);
  disk.faults = failWhen(({ operation }) => operation === 'open', { code: 'EACCES' });
  assert.throws(() => disk.open('/a', 'read'), /^EACCES: permission denied, open '\/a'$/);
  disk.faults = failWhen(({ operation }) => operation === 'rename', { code: 'EROFS' });
  assert.throws(() => disk.rename('/a', '/b'), /^EROFS: read-only file system, rename '\/a' -> '\/b'$/);
  assert.equal(disk.paths(), ['/a']);
});

test('a part of a write arrives, then the error', () => {
  const { disk, file } = diskWithFile();
  disk.faults = failNth(0, { code: 'ENOSPC', bytes: 700 });
  assert.is(
    codeOf(() => file.write(ones, 0, 1000, 0)),
    'ENOSPC',
  );
  assert.is(file.size(), 700);
});

test('what a failed sync should have written is read, and may never be durable', async () => {
  const seen = new Set<string>();
  for (let seed = 0; seed < 300; seed++) {
    for (const kind of ['sync', 'syncLater'] as const) {
      const disk = new SimulatedDisk({ seed });
      disk.writeFile('/a', new Uint8Array(2000));
      const file = disk.open('/a', 'write');
      file.write(ones, 0, 1024, 0);
      disk.faults = failNth(0, { code: 'EIO' }, ({ operation }) => operation === kind);
      try {
        await file[kind]();
        assert.unreachable();
      } catch (error) {
        assert.is((error as FileError).message, 'EIO: i/o error, fdatasync');
      }
      file.write(ones, 0, 512, 1488);
      file.sync();
      assert.equal(disk.readFile('/a').subarray(0, 1024), ones.subarray(0, 1024));
      const bytes = disk.crash(seed).readFile('/a');
      assert.equal(bytes.subarray(1488, 2000), ones.subarray(0, 512), 'what was written later is durable');
      assert.equal(disk.crash(seed, 'keep').readFile('/a'), bytes, 'all was decided when the sync failed');
      seen.add(`${kind} ${bytes[0]} ${bytes[512]}`);
    }
  }
  assert.is(seen.size, 8, [...seen].join(', '));
});

test('a sync in the background covers what was written before it was called', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const disk = new SimulatedDisk({ seed });
    disk.writeFile('/a', new Uint8Array(1024));
    const file = disk.open('/a', 'write');
    file.write(ones, 0, 512, 0);
    const done = file.syncLater();
    file.write(ones, 0, 512, 512);
    assert.is(disk.crash(0, 'drop').readFile('/a')[0], 0, 'not done yet');
    await done;
    const bytes = disk.crash(0, 'drop').readFile('/a');
    assert.equal([bytes[0], bytes[512]], [1, 0]);
  }
});

test('a full disk takes what fits', () => {
  const { disk, file } = diskWithFile();
  disk.capacityBytes = 8192;
  file.truncate(100_000);
  file.write(ones, 0, 4096, 40_960);
  assert.throws(() => file.write(ones, 0, 10_000, 96), /^ENOSPC: no space left on device, write$/);
  assert.is(disk.usedBytes(), 8192);
  assert.equal(disk.readFile('/a').subarray(96, 4096), ones.subarray(0, 4000));
  file.write(ones, 0, 100, 10);
  disk.remove('/a');
  const other = disk.open('/b', 'create');
  const write = () => other.write(ones, 0, 1, 0);
  assert.is(codeOf(write), 'ENOSPC', 'the file is open');
  file.close();
  write();
  disk.capacityBytes = 4096;
  assert.is(
    codeOf(() => other.write(ones, 0, 1, 5000)),
    'ENOSPC',
  );
});

test('a removed file is there until it is closed', () => {
  const { disk, file } = diskWithFile();
  disk.remove('/a');
  disk.open('/a', 'create');
  file.write(ones, 0, 5000, 0);
  file.sync();
  const bytes = new Uint8Array(6000);
  assert.is(file.read(bytes, 0, 6000, 0), 5000);
  assert.equal(bytes.subarray(0, 5000), ones.subarray(0, 5000));
  assert.is(disk.readFile('/a').length, 0);
  file.close();
  assert.throws(() => file.size(), /^EBADF: bad file descriptor, fstat$/);
});

test('the trace has every operation, and the watcher sees it before and after', async () => {
  const disk = new SimulatedDisk();
  const steps: string[] = [];
  disk.onStep = ({ index, phase, operation, path }: Step) => {
    const image = disk.crash(0, 'keep');
    steps.push(`${index} ${phase} ${operation} ${path}: ${image.paths().map((p) => p + image.readFile(p).length)}`);
  };
  const file = disk.open('wal-1', 'create');
  file.write(ones, 0, 512, 0);
  await file.syncLater();
  file.truncate(100);
  file.sync();
  disk.rename('wal-1', 'wal-2');
  disk.link('wal-2', 'wal-3');
  disk.remove('wal-2');
  disk.syncDirectory('/');
  assert.equal(disk.trace, [
    'create wal-1',
    'write wal-1 0+512',
    'syncLater wal-1',
    'truncate wal-1 100',
    'sync wal-1',
    'rename wal-1 -> wal-2',
    'link wal-2 -> wal-3',
    'remove wal-2',
    'syncDirectory /',
  ]);
  assert.is(steps.length, 2 * disk.trace.length);
  assert.equal(steps.slice(0, 4), [
    '0 before create wal-1: ',
    '0 after create wal-1: /wal-10',
    '1 before write wal-1: /wal-10',
    '1 after write wal-1: /wal-1512',
  ]);
  assert.equal(steps.slice(-5, -2), [
    '6 after link wal-2: /wal-2100,/wal-3100',
    '7 before remove wal-2: /wal-2100,/wal-3100',
    '7 after remove wal-2: /wal-3100',
  ]);
});

test('a watcher that throws ends the program before the operation took effect', () => {
  const { disk, file } = diskWithFile();
  disk.onStep = ({ phase }) => {
    if (phase === 'before') throw new Error('killed');
  };
  assert.throws(() => file.write(ones, 0, 10, 0), /killed/);
  assert.is(disk.readFile('/a').length, 0);
});

test('damage is durable, and hits one byte', () => {
  fc.assert(
    fc.property(fc.nat(9999), fc.integer({ min: 1, max: 255 }), fc.nat(12_000), (offset, xor, size) => {
      const disk = new SimulatedDisk();
      disk.writeFile('/d/a', ones);
      disk.corrupt('/d/a', offset, xor);
      const damaged = ones.slice();
      damaged[offset]! ^= xor;
      assert.equal(disk.crash(1).readFile('/d/a'), damaged);
      disk.truncateTo('/d/a', size);
      const resized = new Uint8Array(size);
      resized.set(damaged.subarray(0, size));
      assert.equal(disk.crash(1).readFile('/d/a'), resized);
      assert.equal(disk.paths(), ['/d/a']);
      assert.equal(disk.trace, []);
    }),
    { numRuns: 50 },
  );
});

test('random faults are a function of their seed', () => {
  const run = (seed: number) => {
    const { disk, file } = diskWithFile();
    disk.faults = randomFaults(seed, 20);
    for (let i = 0; i < 100; i++) {
      codeOf(() => file.write(ones, 0, 700, i * 700));
      if (i % 3 === 0) codeOf(() => file.sync());
    }
    return [...disk.trace, file.size()].join('\n');
  };
  assert.is(run(1), run(1));
  assert.is.not(run(1), run(2));
  for (const what of [/write .* \(EIO\)/, /write .* \(ENOSPC\)/, /sync .* \(EIO\)/]) assert.match(run(1), what);
});

test.run();
