/**
 * A file, whatever its names: what programs read (`written`), what the disk holds for certain (`durable`), and the changes between
 * the two, oldest first.
 *   durable + all pending changes = written, unless a sync failed: then some changes are in `written` and will never be durable.
 * A change holds all sectors that it touched, whole and as they were afterwards, for that is what a disk is given: of two writes to
 * a sector the second carries the first. So a sector on the disk is always one that the file had (zeros behind its end).
 */
import { Contents } from './contents.ts';
import type { Survival } from './survival.ts';

const sectorBytes = 512;

interface Change {
  /** Of `sectors`. */
  readonly position: number;
  /** Of a truncation, the one that holds the new end. */
  readonly sectors: Uint8Array;
  readonly sizeBefore: number;
  readonly sizeAfter: number;
}

export class FileNode {
  readonly kind = 'file';
  private written: Contents;
  private durable: Contents;
  private pending: Change[];
  /** Changes before `pending`, ever. */
  private settledCount = 0;

  constructor(written = new Contents(), durable = written.copy(), pending: Change[] = []) {
    this.written = written;
    this.durable = durable;
    this.pending = pending;
  }

  get size(): number {
    return this.written.size;
  }

  /** A number that grows with each change: `sync` takes it to say how far. */
  get changeCount(): number {
    return this.settledCount + this.pending.length;
  }

  pageCount(): number {
    return this.written.pageCount();
  }

  read(buffer: Uint8Array, offset: number, length: number, position: number): number {
    return this.written.read(buffer, offset, length, position);
  }

  bytesThatFit(position: number, length: number, pagesFree: number): number {
    return this.written.bytesThatFit(position, length, pagesFree);
  }

  write(buffer: Uint8Array, offset: number, length: number, position: number): void {
    if (length === 0) return;
    const sizeBefore = this.size;
    this.written.write(buffer, offset, length, position);
    this.record(position, position + length, sizeBefore);
  }

  truncate(size: number): void {
    const sizeBefore = this.size;
    if (size === sizeBefore) return;
    this.written.resize(size);
    this.record(size, size, sizeBefore);
  }

  /** Makes the changes before a `changeCount` durable. */
  sync(upTo: number): void {
    for (const change of this.takePending(upTo)) {
      this.durable.write(change.sectors, 0, change.sectors.length, change.position);
      this.durable.resize(change.sizeAfter);
    }
  }

  /** Some of the changes have become durable, the others never will: the system takes them for written. */
  failSync(upTo: number, survival: Survival): void {
    this.durable = survivors(this.durable, this.takePending(upTo), survival);
  }

  /** Makes this the file's bytes for certain, as if nothing else had ever been written. */
  settle(contents: Contents): void {
    this.takePending(this.changeCount);
    this.written = contents;
    this.durable = contents.copy();
  }

  contents(): Contents {
    return this.written.copy();
  }

  afterPowerLoss(survival: Survival): FileNode {
    return new FileNode(survivors(this.durable, this.pending, survival));
  }

  afterKill(): FileNode {
    return new FileNode(this.written.copy(), this.durable.copy(), this.pending.slice());
  }

  /** What happened to the bytes from `from` to `to`. */
  private record(from: number, to: number, sizeBefore: number): void {
    const position = from - (from % sectorBytes);
    const sectors = new Uint8Array(sectorEnd(to) - position);
    this.written.read(sectors, 0, sectors.length, position);
    this.pending.push({ position, sectors, sizeBefore, sizeAfter: this.size });
  }

  private takePending(upTo: number): readonly Change[] {
    const count = Math.max(0, upTo - this.settledCount);
    const taken = this.pending.splice(0, count);
    this.settledCount += taken.length;
    return taken;
  }
}

function sectorEnd(position: number): number {
  return Math.ceil(position / sectorBytes) * sectorBytes;
}

function survivors(durable: Contents, changes: readonly Change[], survival: Survival): Contents {
  const contents = durable.copy();
  if (changes.length === 0 || survival.policy === 'drop') return contents;
  let sizeChanges = survival.sizeChanges(changes.filter((change) => change.sizeAfter !== change.sizeBefore).length);
  let size = contents.size;
  for (const { position, sectors, sizeBefore, sizeAfter } of changes) {
    writeSurvivors(contents, sectors, position, survival);
    if (sizeAfter === sizeBefore || sizeChanges-- <= 0) continue;
    size = sizeAfter;
    if (sizeAfter < sizeBefore) contents.resize(sectorEnd(size));
  }
  contents.resize(size);
  return contents;
}

function writeSurvivors(contents: Contents, sectors: Uint8Array, position: number, survival: Survival): void {
  const unit = survival.unitBytes();
  const end = position + sectors.length;
  for (let at = position; at < end; ) {
    const next = Math.min(end, (Math.floor(at / unit) + 1) * unit);
    if (survival.keeps()) contents.write(sectors, at - position, next - at, at);
    at = next;
  }
}
