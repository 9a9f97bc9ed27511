/**
 * A disk in memory that can fail as real ones do: it loses power, its writes and syncs end in errors, it fills up. What happens is
 * a function of the seeds it is given and of what is done to it; it has no clock and no other randomness.
 *
 * After a power failure (`crash`) the disk holds what files.ts promises. Of the rest, independently:
 *   - a write is there, is not there, or is torn: any of its sectors of 512 bytes or pages of 4 KiB may have arrived. A sector is
 *     as it was after one of the writes to it; where nothing arrived, zeros;
 *   - a file's size is one that it had since its last sync;
 *   - names: see names.ts.
 * A sync that fails leaves the data that it should have written readable, and perhaps durable, or never to be: later syncs succeed
 * and do not write it (Linux marks the pages clean; Rebello et al., "Can Applications Recover from fsync Failures?", ATC 2020).
 */
import { fileError } from '../file-error.ts';
import type { File, FileSystem, OpenMode } from '../files.ts';
import { Contents, pageBytes } from './contents.ts';
import { FileNode } from './file-node.ts';
import { assign, DirectoryNode, NameChanges } from './names.ts';
import { type FaultPlan, Operations, type Step } from './operations.ts';
import { Random } from './random.ts';
import { type HandleOwner, SimulatedFile } from './simulated-file.ts';
import { type CrashPolicy, Survival } from './survival.ts';
import { afterKill, afterPowerLoss, contains, filesBelow, find, findDirectory, missingDirectories } from './tree.ts';

export interface SimulatedDiskOptions {
  /** Decides when a `syncLater` is done, and what a failed sync leaves. 0 if not given. */
  readonly seed?: number;
  /** See the field of this name. */
  readonly capacityBytes?: number;
  readonly faults?: FaultPlan | null;
}

export class SimulatedDisk implements FileSystem {
  /**
   * Called before each operation that changes the disk takes effect, and after it. It may take images (`crash`, `killProcess`), and
   * may throw to end the program under test there.
   */
  onStep: ((step: Step) => void) | null = null;
  /** Which operations fail, and how. */
  faults: FaultPlan | null;
  /** Writes that need more give ENOSPC, after the part that fits. Counted in pages of 4 KiB; holes of files are free. */
  capacityBytes: number;

  private root = new DirectoryNode();
  private nameChanges = new NameChanges();
  private readonly operations = new Operations(this);
  private readonly openFiles = new Set<SimulatedFile>();
  private readonly handleOwner: HandleOwner;

  constructor({ seed = 0, capacityBytes = Number.POSITIVE_INFINITY, faults = null }: SimulatedDiskOptions = {}) {
    this.capacityBytes = capacityBytes;
    this.faults = faults;
    this.handleOwner = {
      operations: this.operations,
      random: new Random(seed),
      pagesFree: () => this.pagesFree(),
      closed: (file) => void this.openFiles.delete(file),
    };
  }

  // As a file system.

  open(path: string, mode: OpenMode): File {
    const { directory, name, node } = find(this.root, path, 'open');
    if (mode === 'create') {
      if (node !== undefined) throw fileError('EEXIST', 'open', path);
      const created = new FileNode();
      this.operations.change('create', path, {}, () => this.nameChanges.add([{ directory, name, node: created }]));
      return this.handle(path, mode, created);
    }
    if (node === undefined) throw fileError('ENOENT', 'open', path);
    if (node.kind === 'directory') throw fileError('EISDIR', mode === 'read' ? 'read' : 'open', path);
    this.operations.look('open', path);
    return this.handle(path, mode, node);
  }

  rename(from: string, to: string): void {
    const fail = (code: string) => fileError(code, 'rename', from, to);
    const source = this.findBoth('rename', from, from, to);
    const target = this.findBoth('rename', to, from, to);
    const { node } = source;
    if (node === undefined) throw fail('ENOENT');
    if (node === this.root || target.node === this.root) throw fail('EBUSY');
    if (node.kind === 'directory' && node !== target.node && contains(node, target.directory)) throw fail('EINVAL');
    if (target.node?.kind === 'directory') {
      if (contains(target.node, source.directory)) throw fail('ENOTEMPTY');
      if (node.kind === 'file') throw fail('EISDIR');
      if (node !== target.node && target.node.entries.size > 0) throw fail('ENOTEMPTY');
    } else if (target.node !== undefined && node.kind === 'directory') throw fail('ENOTDIR');
    this.operations.change('rename', from, { to }, () => {
      // Two names of one file: nothing is to be done, says POSIX.
      if (node === target.node) return;
      this.nameChanges.add([
        { directory: target.directory, name: target.name, node },
        { directory: source.directory, name: source.name, node: null },
      ]);
    });
  }

  link(from: string, to: string): void {
    const fail = (code: string) => fileError(code, 'link', from, to);
    const { node } = this.findBoth('link', from, from, to);
    if (node === undefined) throw fail('ENOENT');
    const target = this.findBoth('link', to, from, to);
    if (target.node !== undefined) throw fail('EEXIST');
    if (node.kind === 'directory') throw fail('EPERM');
    this.operations.change('link', from, { to }, () => this.nameChanges.add([{ ...target, node }]));
  }

  remove(path: string): void {
    const { directory, name, node } = find(this.root, path, 'unlink');
    if (node === undefined) throw fileError('ENOENT', 'unlink', path);
    if (node.kind === 'directory') throw fileError('EISDIR', 'unlink', path);
    this.operations.change('remove', path, {}, () => this.nameChanges.add([{ directory, name, node: null }]));
  }

  list(directory: string): string[] {
    const node = findDirectory(this.root, directory, 'scandir');
    this.operations.look('list', directory);
    return [...node.entries.keys()].sort();
  }

  makeDirectory(directory: string): void {
    for (const path of missingDirectories(this.root, directory)) {
      const place = find(this.root, path, 'mkdir');
      this.operations.change('makeDirectory', path, {}, () =>
        this.nameChanges.add([{ ...place, node: new DirectoryNode() }]),
      );
    }
  }

  syncDirectory(directory: string): void {
    const node = findDirectory(this.root, directory, 'open');
    this.operations.change(
      'syncDirectory',
      directory,
      {},
      () => this.nameChanges.sync(node),
      () => this.nameChanges.failSync(node),
    );
  }

  kindOf(path: string): 'file' | 'directory' | null {
    try {
      return find(this.root, path, 'stat').node?.kind ?? null;
    } catch {
      // Of two kinds only: a directory on the way is missing, or is a file.
      return null;
    }
  }

  removeDirectory(directory: string): void {
    const place = find(this.root, directory, 'rmdir');
    const node = findDirectory(this.root, directory, 'rmdir');
    if (node === this.root) throw fileError('EBUSY', 'rmdir', directory);
    if (node.entries.size > 0) throw fileError('ENOTEMPTY', 'rmdir', directory);
    this.operations.change('removeDirectory', directory, {}, () => this.nameChanges.add([{ ...place, node: null }]));
  }

  // Failures.

  /**
   * A new disk, as after a power failure at this moment; this one stays as it is. All that the new one holds is durable, no file is
   * open, and it has neither faults nor a watcher. The seed says what is lost; without a policy, it chooses that too.
   */
  crash(seed: number, policy: CrashPolicy | null = null): SimulatedDisk {
    const survival = new Survival(seed, policy);
    const disk = new SimulatedDisk({ seed, capacityBytes: this.capacityBytes });
    disk.root = afterPowerLoss(this.root, this.nameChanges.survivors(survival), survival);
    return disk;
  }

  /**
   * A new disk, as the next process finds it after this one was killed: all that was written is there, but no more durable than
   * before; no file is open. What a failed sync gave up is still read, and is lost at the next power failure, as with real disks:
   * the next process cannot tell.
   */
  killProcess(seed = 0): SimulatedDisk {
    const disk = new SimulatedDisk({ seed, capacityBytes: this.capacityBytes });
    [disk.root, disk.nameChanges] = afterKill(this.root, this.nameChanges);
    return disk;
  }

  // For tests: no steps, and no faults.

  /** What was done, one line an operation. */
  get trace(): string[] {
    return this.operations.trace();
  }

  /** Of all files, with those that have no name but are open. */
  usedBytes(): number {
    const files = new Set<FileNode>();
    for (const [, file] of filesBelow(this.root)) files.add(file);
    for (const { node } of this.openFiles) files.add(node);
    let pages = 0;
    for (const file of files) pages += file.pageCount();
    return pages * pageBytes;
  }

  /** Of all files, from the root, sorted. */
  paths(): string[] {
    return [...filesBelow(this.root)].map(([path]) => path).sort();
  }

  readFile(path: string): Uint8Array {
    const file = this.file(path);
    const bytes = new Uint8Array(file.size);
    file.read(bytes, 0, bytes.length, 0);
    return bytes;
  }

  /** Durable at once, with its name and the directories it needs. */
  writeFile(path: string, bytes: Uint8Array): void {
    for (const missing of missingDirectories(this.root, `${path}/..`)) this.settleName(missing, new DirectoryNode());
    const { node } = find(this.root, path, 'open');
    if (node?.kind === 'directory') throw fileError('EISDIR', 'open', path);
    const file = node ?? new FileNode();
    const contents = new Contents();
    contents.write(bytes, 0, bytes.length, 0);
    file.settle(contents);
    this.settleName(path, file);
  }

  /** Damages a byte, of what is read and of what is durable: the bits of `xor` change. */
  corrupt(path: string, offset: number, xor: number): void {
    const file = this.file(path);
    const byte = new Uint8Array(1);
    if (file.read(byte, 0, 1, offset) === 0) throw new RangeError(`${path} has no byte ${offset}`);
    byte[0]! ^= xor;
    const contents = file.contents();
    contents.write(byte, 0, 1, offset);
    file.settle(contents);
  }

  /** Cuts a file off, or fills it up with zeros; durable at once. */
  truncateTo(path: string, size: number): void {
    const file = this.file(path);
    const contents = file.contents();
    contents.resize(size);
    file.settle(contents);
  }

  private pagesFree(): number {
    if (this.capacityBytes === Number.POSITIVE_INFINITY) return this.capacityBytes;
    return Math.floor((this.capacityBytes - this.usedBytes()) / pageBytes);
  }

  private file(path: string): FileNode {
    const { node } = find(this.root, path, 'open');
    if (node === undefined) throw fileError('ENOENT', 'open', path);
    if (node.kind === 'directory') throw fileError('EISDIR', 'read', path);
    return node;
  }

  private settleName(path: string, node: FileNode | DirectoryNode): void {
    const { directory, name } = find(this.root, path, 'open');
    this.nameChanges.settleNames(directory, name);
    assign(directory.entries, name, node);
    assign(directory.durable, name, node);
  }

  private handle(path: string, mode: OpenMode, node: FileNode): SimulatedFile {
    const file = new SimulatedFile(path, mode, node, this.handleOwner);
    this.openFiles.add(file);
    return file;
  }

  /** As `find`; its errors name both paths. */
  private findBoth(syscall: string, path: string, from: string, to: string): ReturnType<typeof find> {
    try {
      return find(this.root, path, syscall);
    } catch (error) {
      throw fileError((error as { code: string }).code, syscall, from, to);
    }
  }
}
