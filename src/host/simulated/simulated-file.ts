import { assert } from '../../common/index.ts';
import { fileError } from '../file-error.ts';
import type { File, OpenMode } from '../files.ts';
import type { FileNode } from './file-node.ts';
import type { Operations } from './operations.ts';
import type { Random } from './random.ts';
import { Survival } from './survival.ts';

/** What a handle knows of its disk. */
export interface HandleOwner {
  readonly operations: Operations;
  readonly random: Random;
  pagesFree(): number;
  closed(file: SimulatedFile): void;
}

/** An open file. It has no part in names: a file that was removed can be used until it is closed. */
export class SimulatedFile implements File {
  readonly path: string;
  readonly node: FileNode;
  private readonly mode: OpenMode;
  private readonly owner: HandleOwner;
  private isOpen = true;

  constructor(path: string, mode: OpenMode, node: FileNode, owner: HandleOwner) {
    this.path = path;
    this.mode = mode;
    this.node = node;
    this.owner = owner;
  }

  read(buffer: Uint8Array, offset: number, length: number, position: number): number {
    this.expectOpen('read');
    assertRange(buffer, offset, length, position);
    this.owner.operations.look('read', this.path, { position, length });
    return this.node.read(buffer, offset, length, position);
  }

  write(buffer: Uint8Array, offset: number, length: number, position: number): void {
    this.expectOpen('write');
    assertRange(buffer, offset, length, position);
    if (length === 0) return;
    if (this.mode === 'read') throw fileError('EBADF', 'write', this.path);
    this.owner.operations.change(
      'write',
      this.path,
      { position, length },
      () => {
        const fitting = this.node.bytesThatFit(position, length, this.owner.pagesFree());
        this.node.write(buffer, offset, fitting, position);
        if (fitting < length) throw fileError('ENOSPC', 'write', this.path);
      },
      ({ bytes = 0 }) => this.node.write(buffer, offset, Math.min(bytes, length), position),
    );
  }

  size(): number {
    this.expectOpen('fstat');
    return this.node.size;
  }

  truncate(size: number): void {
    this.expectOpen('ftruncate');
    if (this.mode === 'read') throw fileError('EINVAL', 'ftruncate', this.path);
    assert(Number.isSafeInteger(size) && size >= 0, 'a size is a whole number');
    this.owner.operations.change('truncate', this.path, { position: size }, () => this.node.truncate(size));
  }

  sync(): void {
    this.expectOpen('fdatasync');
    this.syncChanges('sync', this.node.changeCount);
  }

  /** Done some microtasks later; how many, the disk's seed says. */
  async syncLater(): Promise<void> {
    this.expectOpen('fdatasync');
    const upTo = this.node.changeCount;
    for (let turns = this.owner.random.below(6); turns >= 0; turns--) await null;
    this.syncChanges('syncLater', upTo);
  }

  close(): void {
    this.expectOpen('close');
    this.isOpen = false;
    this.owner.closed(this);
  }

  private syncChanges(kind: 'sync' | 'syncLater', upTo: number): void {
    this.owner.operations.change(
      kind,
      this.path,
      {},
      () => this.node.sync(upTo),
      () => this.node.failSync(upTo, new Survival(this.owner.random.next())),
    );
  }

  private expectOpen(syscall: string): void {
    if (!this.isOpen) throw fileError('EBADF', syscall, this.path);
  }
}

function assertRange(buffer: Uint8Array, offset: number, length: number, position: number): void {
  assert(offset >= 0 && length >= 0 && offset + length <= buffer.length, 'a range is within its buffer');
  assert(Number.isSafeInteger(position) && position >= 0, 'a position is a whole number');
}
