/**
 * A table's rows and indexes. Knows no SQL and no transactions: writes here are in place and unconditional; transaction/ decides
 * whether they may happen and keeps the undo records. Reads go through a snapshot.
 *
 * Invariants:
 *   rowCount = slots in use that are not dead, over all segments: committed rows and those of transactions in flight;
 *   versionedSegments = segments whose `versions` is not null;
 *   a segment may lack the vectors of columns added later: they are made from `missing` when first touched.
 */
import { assert } from '../common/assert.ts';
import type { Datum, VectorKind } from '../types/type-def.ts';
import type { Cache } from './cache.ts';
import { UNLOADED } from './image.ts';
import type { IndexStore } from './index-store.ts';
import {
  type ColumnArray,
  KIND_DROPPED,
  KIND_MIXED,
  kindCode,
  NO_NULLS,
  newVector,
  rowIdOf,
  SEGMENT_SHIFT,
  SEGMENT_SIZE,
  SLOT_MASK,
} from './layout.ts';
import { NOBODY, type Owner } from './owner.ts';
import { patchRow, patchView } from './read-view.ts';
import { existsFor } from './row-versions.ts';
import { Segment } from './segment.ts';
import { NO_COLUMN, NO_COLUMN_NULLS, type SegmentView } from './segment-view.ts';
import type { StorageAction, UndoRecord } from './undo-record.ts';
import type { Snapshot, Writer } from './visibility.ts';

/** A lock on a row, of one transaction; kept here because the table is where others find it. */
export interface RowLockEntry {
  readonly txn: Writer;
  readonly strength: number;
  /** Another lock on the same row. */
  next: RowLockEntry | null;
}

let lastHeap = 0;

export class TableStore {
  readonly oid: number;
  readonly owner: Owner;
  segments: Segment[];
  rowCount: number;
  columnKinds: readonly VectorKind[];
  /** The codes of columnKinds; KIND_DROPPED for dropped columns. Forks share these three arrays: they are replaced, not changed. */
  kinds: readonly number[];
  /** What rows stored before the column came have in it. */
  missing: readonly Datum[];
  readonly indexes: IndexStore[];
  versionedSegments: number;
  /** Changes with every TRUNCATE, so that older undo records know their rows are gone. */
  heap: number;
  /** The segment that inserts go to. */
  tail: number;
  rowLocks: Map<number, RowLockEntry> | null;
  /** Changes of the table itself by a transaction in flight, oldest first. */
  pendingActions: readonly StorageAction[];
  /** Rows put aside by TRUNCATE in a transaction in flight, oldest first. */
  aside: readonly TableContents[];
  /** The transaction in flight that created the table, or null. */
  creator: Writer | null;
  /** Of a temporary table: neither logged nor kept. */
  temporary: boolean;
  /** Position in the log behind the last commit that changed the table. */
  commitLsn: number;
  /** Of a database on disk with a limit to what it holds in memory. */
  cache: Cache | null;
  /** Since the table was opened or made, for statistics: full scans and the rows they met, rows looked up by their ids. */
  scans: number;
  rowsScanned: number;
  rowsFetched: number;
  /** Also by transactions that were rolled back. */
  rowsInserted: number;
  rowsUpdated: number;
  rowsDeleted: number;
  private missingVectors: readonly (ColumnArray | null)[];
  // Which indexes an update of these very columns (by identity of the array) touches.
  private touchedBy: readonly number[] | null;
  private touched: readonly IndexStore[];

  /** `source`: the table of another database whose rows and entries to share. */
  constructor(oid: number, owner: Owner, columnKinds: readonly VectorKind[], source: TableStore | null = null) {
    this.oid = oid;
    this.owner = owner;
    this.segments = source === null ? [] : source.segments.slice();
    this.rowCount = source === null ? 0 : source.rowCount;
    this.columnKinds = columnKinds;
    this.kinds = source === null ? columnKinds.map(kindCode) : source.kinds;
    this.missing = source === null ? columnKinds.map(() => null) : source.missing;
    this.indexes = source === null ? [] : shareIndexes(source.indexes, this);
    this.versionedSegments = 0;
    this.heap = ++lastHeap;
    this.tail = source === null ? 0 : source.tail;
    this.rowLocks = null;
    this.pendingActions = NOTHING;
    this.aside = NOTHING;
    this.creator = null;
    this.temporary = source?.temporary ?? false;
    this.commitLsn = 0;
    this.cache = source?.cache ?? null;
    this.scans = 0;
    this.rowsScanned = 0;
    this.rowsFetched = 0;
    this.rowsInserted = 0;
    this.rowsUpdated = 0;
    this.rowsDeleted = 0;
    this.missingVectors = source === null ? NOTHING : source.missingVectors;
    this.touchedBy = null;
    this.touched = NOTHING;
  }

  // Reading.

  /** To be called when a scan begins, for it may have no segment to look at: the number of segments. */
  beginScan(snapshot: Snapshot): number {
    if (snapshot.reads !== null) snapshot.reads.addTable(this);
    this.scans++;
    return this.segments.length;
  }

  /** The segment's rows for the snapshot; false when it sees none. Columns below 0 are left to the reader. */
  scanView(segmentIndex: number, snapshot: Snapshot, columns: readonly number[], out: SegmentView): boolean {
    if (snapshot.reads !== null) snapshot.reads.addTable(this);
    let segment = this.segments[segmentIndex]!;
    if (this.cache !== null) this.touch(segment, this.cache);
    if (segment.data.length < this.kinds.length) segment = this.completeSegment(segmentIndex);
    takeColumns(segment, columns, out);
    out.base = rowIdOf(segmentIndex, 0);
    if (segment.versions !== null) patchView(segment, snapshot, columns, out);
    else if (segment.deadCount === 0) {
      out.selection = null;
      out.count = segment.count;
    } else {
      const live = segment.selectLive();
      out.selection = live;
      out.count = live.length;
    }
    this.rowsScanned += out.count;
    return out.count > 0;
  }

  /** No segment is held open here, so others may go. */
  private touch(segment: Segment, cache: Cache): void {
    segment.touched = true;
    cache.reads++;
    if (cache.over) cache.trim();
  }

  /** The slot of `out`'s arrays at which the row's version for the snapshot is, or -1 when it sees none. */
  rowView(rowId: number, snapshot: Snapshot, columns: readonly number[], out: SegmentView): number {
    if (snapshot.reads !== null) snapshot.reads.addRow(this, rowId);
    this.rowsFetched++;
    const segmentIndex = rowId >>> SEGMENT_SHIFT;
    if (segmentIndex >= this.segments.length) return -1;
    let segment = this.segments[segmentIndex]!;
    if (this.cache !== null) this.touch(segment, this.cache);
    if (segment.data.length < this.kinds.length) segment = this.completeSegment(segmentIndex);
    const slot = rowId & SLOT_MASK;
    if (slot >= segment.count) return -1;
    takeColumns(segment, columns, out);
    if (segment.versions !== null && segment.versions[slot] !== null) {
      return patchRow(segment, slot, snapshot, columns, out);
    }
    return segment.deadCount !== 0 && segment.dead![slot] === 1 ? -1 : slot;
  }

  /** Ids of the rows whose newest version has not been deleted, as they are now. */
  liveRows(): number[] {
    const rows: number[] = [];
    this.segments.forEach((segment, number) => {
      for (let slot = 0; slot < segment.count; slot++) {
        if (!segment.isDead(slot)) rows.push(number * (SLOT_MASK + 1) + slot);
      }
    });
    return rows;
  }

  /** Whether the newest version of the row is one that has not been deleted. */
  isLive(rowId: number): boolean {
    const segment = this.segments[rowId >>> SEGMENT_SHIFT];
    return segment !== undefined && (rowId & SLOT_MASK) < segment.count && !segment.isDead(rowId & SLOT_MASK);
  }

  /** Whether the snapshot sees the row. */
  exists(rowId: number, snapshot: Snapshot): boolean {
    const segment = this.segments[rowId >>> SEGMENT_SHIFT];
    if (segment === undefined) return false;
    const slot = rowId & SLOT_MASK;
    return slot < segment.count && existsFor(segment, slot, snapshot);
  }

  /** All columns of the newest version, booleans as 0 and 1. */
  readRow(rowId: number): Datum[] {
    const segmentIndex = rowId >>> SEGMENT_SHIFT;
    let segment = this.segments[segmentIndex]!;
    if (segment.data.length < this.kinds.length) segment = this.completeSegment(segmentIndex);
    const slot = rowId & SLOT_MASK;
    const row = new Array<Datum>(this.kinds.length);
    for (let c = 0; c < row.length; c++) row[c] = segment.read(c, slot);
    return row;
  }

  index(oid: number): IndexStore {
    for (const index of this.indexes) if (index.oid === oid) return index;
    for (const { dropped } of this.pendingActions) if (dropped?.oid === oid) return dropped;
    throw new Error(`table ${this.oid} has no index ${oid}`);
  }

  /** The indexes that depend on any of the columns. Remembered by the identity of the array, which statements keep. */
  indexesTouched(columns: readonly number[]): readonly IndexStore[] {
    if (columns === this.touchedBy) return this.touched;
    this.touched = this.indexes.filter((index) => index.columns.some((column) => columns.includes(column)));
    this.touchedBy = columns;
    return this.touched;
  }

  // Writing, in place. Callers keep indexes and undo records.

  /** The segment, made this database's own. */
  ownSegment(segmentIndex: number): Segment {
    const segment = this.segments[segmentIndex]!;
    const token = this.owner.token;
    if (segment.owner === token) return segment;
    const own = segment.share(token);
    own.versions = segment.versions;
    own.versionCount = segment.versionCount;
    own.noteLoaded();
    this.segments[segmentIndex] = own;
    return own;
  }

  /** A slot for a new row. */
  allocate(): number {
    if (this.tail >= this.segments.length) this.addSegment();
    let segment = this.ownSegment(this.tail);
    if (segment.freeSlots === null && segment.count === SEGMENT_SIZE) {
      this.chooseTail();
      segment = this.ownSegment(this.tail);
    }
    // What can fail comes before the row counts.
    if (segment.unloadedCount !== 0) segment.loadAll();
    this.rowCount++;
    if (segment.freeSlots !== null) {
      const slot = segment.freeSlots.pop()!;
      if (segment.freeSlots.length === 0) segment.freeSlots = null;
      segment.clearDead(slot, this.owner.token);
      return rowIdOf(this.tail, slot);
    }
    if (segment.count === segment.capacity) segment.grow(this.kinds, this.owner.token);
    if (segment.deadCount !== 0) segment.liveSlots = null;
    return rowIdOf(this.tail, segment.count++);
  }

  /** For recovery: the slot of a row whose id is given. Slots passed over belonged to nobody, and are dead. */
  allocateAt(rowId: number): void {
    const segmentIndex = rowId >>> SEGMENT_SHIFT;
    while (this.segments.length <= segmentIndex) this.addSegment();
    const segment = this.ownSegment(segmentIndex);
    segment.loadAll();
    segment.freeSlots = null;
    const slot = rowId & SLOT_MASK;
    const token = this.owner.token;
    this.rowCount++;
    if (slot < segment.count) {
      assert(segment.isDead(slot), 'recovery was to put a row where one is');
      segment.clearDead(slot, token);
      return;
    }
    while (slot >= segment.capacity) segment.grow(this.kinds, token);
    for (; segment.count < slot; segment.count++) {
      for (let c = 0; c < segment.data.length; c++) {
        segment.ownVector(c, token);
        const data = segment.data[c]!;
        if (Array.isArray(data) && this.kinds[c] !== KIND_DROPPED) data[segment.count] = null;
      }
      segment.setDead(segment.count, token);
    }
    segment.count++;
    segment.liveSlots = null;
    this.tail = Math.max(this.tail, segmentIndex);
  }

  /** For recovery: TRUNCATE of a committed transaction. */
  empty(): void {
    this.segments = [];
    this.rowCount = 0;
    this.tail = 0;
    for (const index of this.indexes) index.clear();
  }

  private addSegment(): void {
    assert(this.segments.length < 1 << (32 - SEGMENT_SHIFT), 'a table has more rows than row ids');
    this.segments.push(Segment.create(this.kinds, this.owner.token));
  }

  /** The tail is full: fill the gaps of a segment with many, or begin a new one. */
  private chooseTail(): void {
    for (let i = 0; i < this.segments.length; i++) {
      const candidate = this.segments[i]!;
      if (candidate.count < SEGMENT_SIZE) {
        this.tail = i;
        return;
      }
      if (candidate.deadCount < SEGMENT_SIZE / 4) continue;
      const free: number[] = [];
      for (let slot = candidate.count - 1; slot >= 0; slot--) {
        if (candidate.dead![slot] === 1 && (candidate.versions === null || candidate.versions[slot] === null)) {
          free.push(slot);
        }
      }
      if (free.length < SEGMENT_SIZE / 8) continue;
      this.tail = i;
      this.ownSegment(i).freeSlots = free;
      return;
    }
    this.tail = this.segments.length;
    this.addSegment();
  }

  /** Writes a whole row into an allocated slot. */
  writeRow(rowId: number, values: readonly Datum[]): void {
    const segmentIndex = rowId >>> SEGMENT_SHIFT;
    let segment = this.segments[segmentIndex]!;
    const kinds = this.kinds;
    if (segment.data.length < kinds.length) segment = this.completeSegment(segmentIndex);
    const slot = rowId & SLOT_MASK;
    const token = this.owner.token;
    for (let c = 0; c < kinds.length; c++) {
      const kind = kinds[c]!;
      if (kind !== KIND_DROPPED) segment.write(c, slot, kind, values[c]!, token);
    }
  }

  /** Writes some columns of a row. */
  writeColumns(rowId: number, columns: readonly number[], values: readonly Datum[]): void {
    const segmentIndex = rowId >>> SEGMENT_SHIFT;
    let segment = this.ownSegment(segmentIndex);
    const kinds = this.kinds;
    if (segment.data.length < kinds.length) segment = this.completeSegment(segmentIndex);
    const slot = rowId & SLOT_MASK;
    const token = this.owner.token;
    for (let i = 0; i < columns.length; i++) {
      const c = columns[i]!;
      if (kinds[c] !== KIND_DROPPED) segment.write(c, slot, kinds[c]!, values[i]!, token);
    }
  }

  /** Marks the row as no more. */
  kill(rowId: number): void {
    this.ownSegment(rowId >>> SEGMENT_SHIFT).setDead(rowId & SLOT_MASK, this.owner.token);
    this.rowCount--;
  }

  revive(rowId: number): void {
    this.ownSegment(rowId >>> SEGMENT_SHIFT).clearDead(rowId & SLOT_MASK, this.owner.token);
    this.rowCount++;
  }

  /** The slot of a row that nobody sees any more: lets go of what it holds. */
  release(rowId: number): void {
    const segmentIndex = rowId >>> SEGMENT_SHIFT;
    let segment = this.segments[segmentIndex]!;
    if (segment.deadCount === segment.count && segment.versions === null) {
      segment = this.ownSegment(segmentIndex);
      segment.reset(this.kinds, this.owner.token);
      return;
    }
    const slot = rowId & SLOT_MASK;
    const token = this.owner.token;
    for (let c = 0; c < segment.data.length; c++) {
      const data = segment.data[c]!;
      if (this.kinds[c] === KIND_MIXED && segment.vectorOwner[c] === token) (data as Datum[])[slot] = null;
    }
  }

  /** Takes the row off the end of its segment, if it is there; else marks it as no more. It has no chain. */
  unallocate(rowId: number): void {
    const segment = this.ownSegment(rowId >>> SEGMENT_SHIFT);
    const slot = rowId & SLOT_MASK;
    this.rowCount--;
    if (slot === segment.count - 1) {
      segment.count--;
      segment.liveSlots = null;
    } else {
      segment.setDead(slot, this.owner.token);
      this.release(rowId);
    }
  }

  pushVersion(rowId: number, record: UndoRecord): void {
    if (this.segments[rowId >>> SEGMENT_SHIFT]!.pushVersion(rowId & SLOT_MASK, record)) this.versionedSegments++;
  }

  popVersion(rowId: number): void {
    if (this.segments[rowId >>> SEGMENT_SHIFT]!.popVersion(rowId & SLOT_MASK)) this.versionedSegments--;
  }

  cutVersion(rowId: number, record: UndoRecord): void {
    if (this.segments[rowId >>> SEGMENT_SHIFT]!.cutVersion(rowId & SLOT_MASK, record)) this.versionedSegments--;
  }

  /** The head of the row's chain. */
  chain(rowId: number): UndoRecord | null {
    const versions = this.segments[rowId >>> SEGMENT_SHIFT]!.versions;
    return versions === null ? null : versions[rowId & SLOT_MASK]!;
  }

  // Columns.

  /** Rows stored so far have `missing` in the new column; no segment is touched. */
  addColumn(kind: VectorKind, missing: Datum): number {
    this.columnKinds = [...this.columnKinds, kind];
    this.kinds = [...this.kinds, kindCode(kind)];
    this.missing = [...this.missing, missing];
    this.touchedBy = null;
    return this.kinds.length - 1;
  }

  /** Takes back the last addColumn. */
  removeLastColumn(): void {
    const count = this.kinds.length - 1;
    this.columnKinds = this.columnKinds.slice(0, count);
    this.kinds = this.kinds.slice(0, count);
    this.missing = this.missing.slice(0, count);
    this.missingVectors = this.missingVectors.slice(0, count);
    for (let i = 0; i < this.segments.length; i++) {
      if (this.segments[i]!.data.length <= count) continue;
      const segment = this.ownSegment(i);
      for (let c = count; c < segment.data.length; c++) if (segment.data[c] === UNLOADED) segment.unloadedCount--;
      for (const vectors of [segment.data, segment.nulls, segment.vectorOwner, segment.images]) vectors.length = count;
      for (const zones of [segment.min, segment.max, segment.nullCount]) zones.length = count;
    }
  }

  /** Stores the column no longer; its position stays. Not to be undone: for when the change is final. */
  dropColumn(column: number): void {
    this.kinds = this.kinds.with(column, KIND_DROPPED);
    this.missing = this.missing.with(column, null);
    if (column < this.missingVectors.length) this.missingVectors = this.missingVectors.with(column, null);
    for (let i = 0; i < this.segments.length; i++) {
      if (column >= this.segments[i]!.data.length) continue;
      const segment = this.ownSegment(i);
      if (segment.data[column] === UNLOADED) segment.unloadedCount--;
      segment.images[column] = null;
      segment.data[column] = [];
      segment.nulls[column] = NO_NULLS;
    }
  }

  /** The segment with all its vectors. */
  completed(segmentIndex: number): Segment {
    const segment = this.segments[segmentIndex]!;
    return segment.data.length < this.kinds.length ? this.completeSegment(segmentIndex) : segment;
  }

  /** Makes the vectors that the segment lacks. All segments share one constant vector until they write to it. */
  private completeSegment(segmentIndex: number): Segment {
    const segment = this.ownSegment(segmentIndex);
    for (let c = segment.data.length; c < this.kinds.length; c++) {
      const missing = this.missing[c]!;
      const zone = typeof missing === 'number' && this.kinds[c] !== KIND_MIXED ? missing : NaN;
      const nulls = missing === null ? ALL_NULL : NO_NULLS;
      const nullCount = missing === null ? segment.count : 0;
      segment.addVector(this.missingVector(c), nulls, NOBODY, zone, zone, nullCount);
    }
    return segment;
  }

  private missingVector(column: number): ColumnArray {
    const made = this.missingVectors[column];
    if (made !== undefined && made !== null) return made;
    const missing = this.missing[column]!;
    let vector: ColumnArray;
    if (missing !== null && (this.kinds[column] === KIND_MIXED || typeof missing === 'bigint')) {
      vector = new Array<Datum>(SEGMENT_SIZE).fill(missing);
    } else if (this.kinds[column] === KIND_MIXED) vector = new Array<Datum>(SEGMENT_SIZE).fill(null);
    else {
      vector = newVector(this.kinds[column]!, SEGMENT_SIZE);
      (vector as Float64Array).fill(Number(missing));
    }
    const vectors = this.missingVectors.slice();
    while (vectors.length < column) vectors.push(null);
    vectors[column] = vector;
    this.missingVectors = vectors;
    return vector;
  }

  /** Indexes were added or removed. */
  indexesChanged(): void {
    this.touchedBy = null;
  }

  // Forks.

  /**
   * The table as another database's, over the same segments and nodes; the caller has given this side a new token already.
   * Segments with versions are still this table's: fork.ts cleans the copy.
   */
  share(owner: Owner): TableStore {
    return new TableStore(this.oid, owner, this.columnKinds, this);
  }

  /** Exchanges the rows for none: what TRUNCATE does. Returns what putBack needs. */
  takeAway(): TableContents {
    const contents: TableContents = {
      segments: this.segments,
      rowCount: this.rowCount,
      versionedSegments: this.versionedSegments,
      tail: this.tail,
      heap: this.heap,
      indexes: this.indexes.map((index) => ({ index, contents: index.contents() })),
      forgotten: [],
    };
    this.aside = [...this.aside, contents];
    this.segments = [];
    this.rowCount = 0;
    this.versionedSegments = 0;
    this.tail = 0;
    this.heap = ++lastHeap;
    for (const index of this.indexes) index.clear();
    return contents;
  }

  /** The records of these rows that went meanwhile are the caller's to forget. */
  putBack(contents: TableContents): void {
    assert(this.aside.at(-1) === contents, 'rows were put back out of order');
    this.aside = this.aside.slice(0, -1);
    this.segments = contents.segments;
    this.rowCount = contents.rowCount;
    this.versionedSegments = contents.versionedSegments;
    this.tail = contents.tail;
    this.heap = contents.heap;
    for (const { index, contents: entries } of contents.indexes) index.setContents(entries);
  }

  /** The same on a fork's copy, which shares those rows with their table. */
  putBackShared(contents: TableContents): void {
    this.segments = contents.segments.slice();
    this.rowCount = contents.rowCount;
    this.versionedSegments = 0;
    this.tail = contents.tail;
    for (const { index, contents: entries } of contents.indexes) {
      const own = this.indexes.find((candidate) => candidate.oid === index.oid);
      own?.setShared(entries);
    }
  }
}

/** The rows and index entries of a table, as TRUNCATE puts them aside. */
export interface TableContents {
  /** Undo records of these rows that would have been forgotten since. */
  readonly forgotten: UndoRecord[];
  readonly segments: Segment[];
  readonly rowCount: number;
  readonly versionedSegments: number;
  readonly tail: number;
  readonly heap: number;
  readonly indexes: readonly { readonly index: IndexStore; readonly contents: ReturnType<IndexStore['contents']> }[];
}

const NOTHING: readonly never[] = [];
const ALL_NULL = new Uint8Array(SEGMENT_SIZE).fill(1);

function shareIndexes(indexes: readonly IndexStore[], table: TableStore): IndexStore[] {
  const shared = new Array<IndexStore>(indexes.length);
  for (let i = 0; i < indexes.length; i++) shared[i] = indexes[i]!.share(table);
  return shared;
}

function takeColumns(segment: Segment, columns: readonly number[], out: SegmentView): void {
  const { data, nulls } = out;
  for (let i = 0; i < columns.length; i++) {
    const c = columns[i]!;
    if (c < 0) {
      data[i] = NO_COLUMN;
      nulls[i] = NO_COLUMN_NULLS;
    } else {
      if (segment.data[c] === UNLOADED) segment.load(c);
      data[i] = segment.data[c]!;
      nulls[i] = segment.nulls[c]!;
    }
  }
  out.owned = false;
}
