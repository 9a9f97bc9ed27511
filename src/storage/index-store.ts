/**
 * An index: entries (key, row id) of every version of every row that somebody may still see.
 *
 * One ascending number column is kept in a NumberTree; NULLs and NaNs, which have no place among doubles, in trees of their
 * own, ordered by row id. All else is in a GenericTree. A number index that meets a bigint changes to a generic one for good.
 *
 * An update that leaves the key alone touches no entry. Otherwise the old key's entry stays until its undo record goes, so an
 * entry whose row has a chain may belong to another version: readers give a snapshot, and get only rows whose visible version
 * has the entry's key. Rows without a chain need no check, because stale entries go together with the chain.
 */
import type { Datum } from '../types/type-def.ts';
import { GenericTree } from './btree/generic-tree.ts';
import { type ColumnOrder, compareFloats, compareNumbers, type IndexKey, KeyOrder } from './btree/key-order.ts';
import { NumberTree } from './btree/number-tree.ts';
import { IndexCursor } from './index-cursor.ts';
import { KIND_FLOAT64, SEGMENT_SHIFT, SLOT_MASK } from './layout.ts';
import type { Owner } from './owner.ts';
import { existsFor, valueBefore, valueFor } from './row-versions.ts';
import type { Segment } from './segment.ts';
import type { TableStore } from './table-store.ts';
import type { UndoRecord } from './undo-record.ts';
import type { Snapshot } from './visibility.ts';

/** Key of a row for expression and partial indexes, from all its columns; null: the row is not in the index. */
export type KeyFunction = (row: readonly Datum[]) => readonly Datum[] | null;

export interface IndexDefinition {
  readonly oid: number;
  /** Attributes that the key depends on; without keyOf, the key itself, parallel to `orders`. */
  readonly columns: readonly number[];
  readonly orders: readonly ColumnOrder[];
  readonly method: 'btree' | 'hash';
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  /** Uniqueness is left to findDuplicate at the end of the statement or transaction. */
  readonly deferrable: boolean;
  readonly keyOf: KeyFunction | null;
}

/** The contents of an index, exchanged as a whole by TRUNCATE. */
export interface IndexContents {
  readonly numbers: NumberTree | null;
  readonly nans: NumberTree | null;
  readonly nulls: NumberTree | null;
  readonly generic: GenericTree | null;
}

/** What keyFromRow gives for a row that is not in the index. */
export const NO_KEY: unique symbol = Symbol('no key');

export class IndexStore {
  readonly oid: number;
  readonly definition: IndexDefinition;
  readonly table: TableStore;
  readonly columns: readonly number[];
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  readonly deferrable: boolean;
  readonly keyOf: KeyFunction | null;
  /** The key is one plain column. */
  readonly single: boolean;
  readonly column: number;
  readonly owner: Owner;
  readonly order: KeyOrder;
  numbers: NumberTree | null;
  nans: NumberTree | null;
  nulls: NumberTree | null;
  generic: GenericTree | null;
  /** Since it was opened or made, for statistics: scans and look-ups for statements, and entries these found. */
  scans: number;
  entriesRead: number;
  private lookup: IndexCursor | null;

  /** `source`: the index of another database whose nodes to share. */
  constructor(definition: IndexDefinition, table: TableStore, source: IndexStore | null = null) {
    this.oid = definition.oid;
    this.definition = definition;
    this.table = table;
    this.columns = definition.columns;
    this.unique = definition.unique;
    this.nullsNotDistinct = definition.nullsNotDistinct;
    this.deferrable = definition.deferrable;
    this.keyOf = definition.keyOf;
    this.single = definition.keyOf === null && definition.columns.length === 1;
    this.column = definition.columns.length > 0 ? definition.columns[0]! : -1;
    this.owner = table.owner;
    this.order = source === null ? new KeyOrder(keyOrders(definition, table)) : source.order;
    this.numbers = null;
    this.nans = null;
    this.nulls = null;
    this.generic = null;
    this.scans = 0;
    this.entriesRead = 0;
    this.lookup = null;
    if (source === null) this.clear();
    else this.setShared(source);
  }

  /** Whether findNumber may be used: one column, of a number class, no bigint so far. */
  get isNumber(): boolean {
    return this.numbers !== null;
  }

  get size(): number {
    if (this.generic !== null) return this.generic.size;
    return this.numbers!.size + (this.nans?.size ?? 0) + (this.nulls?.size ?? 0);
  }

  clear(): void {
    const orders = this.order.columns;
    const { scalar, descending } = orders[0]!;
    const numbers = orders.length === 1 && !descending && (scalar === 'number' || scalar === 'float');
    this.numbers = numbers ? new NumberTree(this.owner) : null;
    this.nans = null;
    this.nulls = null;
    this.generic = numbers ? null : new GenericTree(this.owner, this.order);
  }

  contents(): IndexContents {
    return { numbers: this.numbers, nans: this.nans, nulls: this.nulls, generic: this.generic };
  }

  setContents(contents: IndexContents): void {
    this.numbers = contents.numbers;
    this.nans = contents.nans;
    this.nulls = contents.nulls;
    this.generic = contents.generic;
  }

  /** This index for a fork of its table, over the same nodes. */
  share(table: TableStore): IndexStore {
    return new IndexStore(this.definition, table, this);
  }

  setShared(source: IndexContents): void {
    const owner = this.owner;
    this.numbers = source.numbers === null ? null : source.numbers.share(owner);
    this.nans = source.nans === null ? null : source.nans.share(owner);
    this.nulls = source.nulls === null ? null : source.nulls.share(owner);
    this.generic = source.generic === null ? null : source.generic.share(owner);
  }

  // Keys.

  /** The key of a row given by all its columns; NO_KEY if the row is not in the index. */
  keyFromRow(row: readonly Datum[]): IndexKey | typeof NO_KEY {
    if (this.keyOf !== null) {
      const key = this.keyOf(row);
      if (key === null) return NO_KEY;
      return this.definition.orders.length === 1 ? key[0]! : key;
    }
    if (this.single) return row[this.column]!;
    const columns = this.columns;
    const key = new Array<Datum>(columns.length);
    for (let i = 0; i < columns.length; i++) key[i] = row[columns[i]!]!;
    return key;
  }

  /** The key of the version in place. */
  keyInPlace(segment: Segment, slot: number): IndexKey | typeof NO_KEY {
    if (this.single) return segment.read(this.column, slot);
    const columns = this.columns;
    if (this.keyOf !== null) {
      const row = new Array<Datum>(segment.data.length);
      for (let c = 0; c < row.length; c++) row[c] = segment.read(c, slot);
      return this.keyFromRow(row);
    }
    const key = new Array<Datum>(columns.length);
    for (let i = 0; i < columns.length; i++) key[i] = segment.read(columns[i]!, slot);
    return key;
  }

  /** The key in the state before `record` (null: in place). */
  keyBefore(segment: Segment, slot: number, record: UndoRecord | null): IndexKey | typeof NO_KEY {
    if (record === null) return this.keyInPlace(segment, slot);
    return this.keyBy((column) => valueBefore(segment, slot, column, record), segment.data.length);
  }

  /** The key of the version that the snapshot sees. */
  private keyFor(segment: Segment, slot: number, snapshot: Snapshot): IndexKey | typeof NO_KEY {
    if (this.single) return valueFor(segment, slot, this.column, snapshot);
    return this.keyBy((column) => valueFor(segment, slot, column, snapshot), segment.data.length);
  }

  private keyBy(value: (column: number) => Datum, columnCount: number): IndexKey | typeof NO_KEY {
    if (this.keyOf === null) return this.single ? value(this.column) : this.columns.map(value);
    const row = new Array<Datum>(columnCount);
    for (let c = 0; c < columnCount; c++) row[c] = value(c);
    return this.keyFromRow(row);
  }

  sameKey(a: IndexKey | typeof NO_KEY, b: IndexKey | typeof NO_KEY): boolean {
    if (a === b) return true;
    if (a === NO_KEY || b === NO_KEY) return false;
    return this.order.compare(a as IndexKey, b as IndexKey) === 0;
  }

  /** Whether entries with this key may repeat although the index is unique. */
  repeats(key: IndexKey): boolean {
    if (this.nullsNotDistinct) return false;
    if (key === null) return true;
    return Array.isArray(key) && key.includes(null);
  }

  // Entries.

  insertKey(key: IndexKey | typeof NO_KEY, row: number): void {
    if (key === NO_KEY) return;
    const numbers = this.numbers;
    if (numbers === null) {
      this.generic!.insert(key as IndexKey, row);
      return;
    }
    if (typeof key === 'number' && !Number.isNaN(key)) numbers.insert(key, row);
    else this.insertOther(key as Datum, row);
  }

  private insertOther(key: Datum, row: number): void {
    if (key === null) {
      if (this.nulls === null) this.nulls = new NumberTree(this.owner);
      this.nulls.insert(row, row);
    } else if (typeof key === 'bigint') {
      this.becomeGeneric();
      this.generic!.insert(key, row);
    } else if (Number.isNaN(key)) {
      if (this.nans === null) this.nans = new NumberTree(this.owner);
      this.nans.insert(row, row);
    } else this.numbers!.insert(Number(key), row);
  }

  removeKey(key: IndexKey | typeof NO_KEY, row: number): void {
    if (key === NO_KEY) return;
    if (this.numbers === null) this.generic!.remove(key as IndexKey, row);
    else if (key === null) this.nulls?.remove(row, row);
    else if (Number.isNaN(key)) this.nans?.remove(row, row);
    else if (typeof key !== 'bigint') this.numbers.remove(Number(key), row);
  }

  private becomeGeneric(): void {
    const generic = new GenericTree(this.owner, this.order);
    const cursor = new IndexCursor(this);
    const rows = new Float64Array(1024);
    const orderedKeys: IndexKey[] = [];
    const orderedRows: number[] = [];
    cursor.open(null, [], true, [], true, false);
    for (let n = cursor.fill(rows, 1024); n > 0; n = cursor.fill(rows, 1024)) {
      for (let i = 0; i < n; i++) {
        orderedKeys.push(cursor.keyAt(i));
        orderedRows.push(rows[i]!);
      }
    }
    generic.load(orderedKeys, orderedRows);
    this.numbers = null;
    this.nans = null;
    this.nulls = null;
    this.generic = generic;
  }

  // Look-ups.

  /** Row id if exactly one entry has the key, whichever version it belongs to; -1 if none, -2 if several. */
  findUnique(key: IndexKey): number {
    if (this.numbers === null) return this.generic!.find(key);
    if (typeof key === 'number' && !Number.isNaN(key)) return this.numbers.find(key);
    return this.findOther(key as Datum);
  }

  private findOther(key: Datum): number {
    if (key === null || Number.isNaN(key)) {
      const tree = key === null ? this.nulls : this.nans;
      if (tree === null || tree.size === 0) return -1;
      return tree.size === 1 ? tree.root.rows[0]! : -2;
    }
    return typeof key === 'bigint' ? -1 : this.numbers!.find(Number(key));
  }

  /** The row whose version seen by the snapshot has this key: its id, -1 if there is none, -2 if there are several. */
  findNumber(key: number, snapshot: Snapshot): number {
    if (this.numbers === null || Number.isNaN(key)) return this.find(key, snapshot);
    if (snapshot.reads !== null) snapshot.reads.addKey(this, key);
    const row = this.numbers.find(key);
    this.scans++;
    if (row < 0) return row === -1 ? -1 : this.findSeveral(key, snapshot);
    this.entriesRead++;
    if (this.table.versionedSegments === 0) return row;
    return this.entryIsFor(key, row, snapshot) ? row : -1;
  }

  /** The same for any key; a tuple when the index has several columns. null in it finds the NULLs. */
  find(key: IndexKey, snapshot: Snapshot): number {
    if (snapshot.reads !== null) snapshot.reads.addKey(this, key);
    const row = this.findUnique(key);
    this.scans++;
    if (row < 0) return row === -1 ? -1 : this.findSeveral(key, snapshot);
    this.entriesRead++;
    if (this.table.versionedSegments === 0) return row;
    return this.entryIsFor(key, row, snapshot) ? row : -1;
  }

  private findSeveral(key: IndexKey, snapshot: Snapshot): number {
    if (this.lookup === null) this.lookup = new IndexCursor(this);
    const lookup = this.lookup;
    lookup.openKey(snapshot, key);
    const n = lookup.fill(pair, 2);
    if (n === 0) return -1;
    if (n === 2) return -2;
    const row = pair[0]!;
    return lookup.fill(pair, 1) === 0 ? row : -2;
  }

  /** Whether the snapshot sees the row with this key. Without a chain every entry is current. */
  entryIsFor(key: IndexKey, row: number, snapshot: Snapshot): boolean {
    const segment = this.table.segments[row >>> SEGMENT_SHIFT]!;
    const slot = row & SLOT_MASK;
    if (segment.versions === null || segment.versions[slot] === null) return true;
    if (!existsFor(segment, slot, snapshot)) return false;
    return this.sameKey(this.keyFor(segment, slot, snapshot), key);
  }

  cursor(): IndexCursor {
    return new IndexCursor(this);
  }
}

const pair = new Float64Array(2);

/** Columns whose scalars are objects may be stored as doubles (numeric of a fixed scale), and keys are what is stored. */
function keyOrders(definition: IndexDefinition, table: TableStore): readonly ColumnOrder[] {
  if (definition.keyOf !== null) return definition.orders;
  return definition.orders.map((order, i) =>
    order.scalar === 'object' && table.kinds[definition.columns[i]!] === KIND_FLOAT64
      ? { ...order, scalar: 'float', compare: null }
      : order,
  );
}

/** Comparators of the number classes, for callers that build ColumnOrder without a TypeDef. */
export { compareFloats, compareNumbers };
