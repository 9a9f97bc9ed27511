/**
 * ASSUME Linux, whose errors the disk gives, and any sequence of operations on few paths, some of them impossible.
 * DO them on the real files, in a scratch directory, and on a simulated disk.
 * ASSERT both give the same answers and the same errors (code, system call, message), and the same files in the end.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FileError } from '../../src/host/index.ts';
import { type File, type FileSystem, nodeFiles, type OpenMode, SimulatedDisk } from '../../src/testing.ts';

interface Action {
  readonly kind:
    | OpenMode
    | 'readBytes'
    | 'writeBytes'
    | 'size'
    | 'truncate'
    | 'sync'
    | 'syncLater'
    | 'close'
    | 'rename'
    | 'link'
    | 'remove'
    | 'list'
    | 'makeDirectory'
    | 'removeDirectory'
    | 'syncDirectory'
    | 'kindOf';
  readonly path: string;
  readonly to: string;
  readonly handle: number;
  readonly position: number;
  readonly length: number;
}

const path = fc.constantFrom('/a', '/a', '/b', '/d', '/d/a', '/d/b', '/d/e', '/d/e/a', '/nowhere/x', '');
const action: fc.Arbitrary<Action> = fc.record({
  kind: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom<Action['kind'][]>('create', 'create', 'write', 'read', 'readBytes', 'writeBytes'),
    },
    { weight: 1, arbitrary: fc.constantFrom<Action['kind'][]>('size', 'truncate', 'sync', 'syncLater', 'close') },
    {
      weight: 3,
      arbitrary: fc.constantFrom<Action['kind'][]>(
        'rename',
        'link',
        'remove',
        'list',
        'makeDirectory',
        'removeDirectory',
        'syncDirectory',
        'kindOf',
      ),
    },
  ),
  path,
  to: path,
  handle: fc.nat(2),
  position: fc.oneof(fc.nat(100), fc.nat(9000)),
  length: fc.oneof(fc.nat(100), fc.nat(9000)),
});

/** One side: a file system below a directory, and what was opened on it. */
class Side {
  readonly files: FileSystem;
  readonly root: string;
  readonly opened: File[] = [];

  constructor(files: FileSystem, root: string) {
    this.files = files;
    this.root = root;
  }

  async do(step: Action): Promise<unknown> {
    try {
      return await this.answer(step);
    } catch (error) {
      const { code, syscall, message } = error as FileError;
      return { code, syscall, message: message.replaceAll(this.root, '') };
    }
  }

  private answer({ kind, path, to, handle, position, length }: Action): unknown {
    const at = this.root + path;
    const { files } = this;
    if (kind === 'read' || kind === 'write' || kind === 'create') {
      // Node opens a directory and says when it is read that it is none of its business; the disk says so at once.
      if (kind === 'read' && files.kindOf(at) === 'directory') return 'directory';
      return this.opened.push(files.open(at, kind));
    }
    if (kind === 'rename' || kind === 'link') return files[kind](at, this.root + to);
    if (
      kind === 'list' ||
      kind === 'remove' ||
      kind === 'makeDirectory' ||
      kind === 'removeDirectory' ||
      kind === 'syncDirectory' ||
      kind === 'kindOf'
    )
      return files[kind](at);
    const file = this.opened[Math.max(0, this.opened.length - 1 - handle)];
    if (file === undefined) return 'no file';
    const bytes = Uint8Array.from({ length: length + 3 }, (_, i) => (i * 7 + position) % 256);
    if (kind === 'writeBytes') return file.write(bytes, 3, length, position);
    if (kind === 'readBytes') return [file.read(bytes, 3, length, position), Buffer.from(bytes).toString('hex')];
    return kind === 'truncate' ? file.truncate(position) : file[kind]();
  }

  /** Every path with its kind, and the bytes of files. */
  contents(at = this.root): unknown {
    return this.files.list(at).map((name) => {
      const path = `${at}/${name}`;
      if (this.files.kindOf(path) === 'directory') return [name, this.contents(path)];
      const file = this.files.open(path, 'read');
      const bytes = new Uint8Array(file.size());
      file.read(bytes, 0, bytes.length, 0);
      file.close();
      return [name, Buffer.from(bytes).toString('hex')];
    });
  }

  closeAll(): void {
    for (const file of this.opened) {
      try {
        file.close();
      } catch {
        // It was closed before.
      }
    }
  }
}

const testOnLinux = process.platform === 'linux' ? test : test.skip;

testOnLinux('the simulated disk answers as real files do', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'aiondb-files-'));
  let runs = 0;
  const codes = new Set<string>();
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60 }), fc.nat(), async (actions, seed) => {
        const disk = new SimulatedDisk({ seed });
        const sides = [new Side(nodeFiles, `${scratch}/${runs}`), new Side(disk, `/${runs}/below`)] as const;
        runs++;
        for (const side of sides) {
          side.files.makeDirectory(`${side.root}/always`);
          if (seed % 2 === 0) side.files.makeDirectory(`${side.root}/d`);
        }
        try {
          for (const step of actions) {
            const [real, simulated] = [await sides[0].do(step), await sides[1].do(step)];
            assert.equal(simulated, real, JSON.stringify(step));
            if (typeof real === 'object' && real !== null && 'code' in real) codes.add(String(real.code));
          }
          assert.equal(sides[1].contents(), sides[0].contents());
        } finally {
          for (const side of sides) side.closeAll();
        }
      }),
      { numRuns: 500 },
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  for (const code of ['EBADF', 'EEXIST', 'EISDIR', 'ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EINVAL', 'EPERM']) {
    assert.ok(codes.has(code), `${code} was not among the errors: ${[...codes]}`);
  }
});

test('a real file may be closed while a sync runs in the background', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'aiondb-files-'));
  try {
    for (let i = 0; i < 20; i++) {
      const file = nodeFiles.open(join(scratch, `${i}`), 'create');
      file.write(new Uint8Array(100), 0, 100, 0);
      const done = [file.syncLater(), file.syncLater()];
      file.close();
      assert.throws(() => file.size(), /^EBADF: bad file descriptor, fstat$/);
      nodeFiles.open(join(scratch, `other-${i}`), 'create').close();
      await Promise.all(done);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

test.run();
