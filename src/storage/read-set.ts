/**
 * What a serializable transaction has read, as predicates: tables scanned, ranges of indexes, single rows. Filled by the read
 * methods of tables and indexes through `snapshot.reads`; transaction/serializable.ts tests the writes of others against it.
 */
import type { Datum } from '../types/type-def.ts';
import { type IndexKey, type KeyBound, NULL_KEY } from './btree/key-order.ts';
import { type IndexStore, NO_KEY } from './index-store.ts';
import type { TableStore } from './table-store.ts';

interface ReadRange {
  readonly index: IndexStore;
  readonly lower: readonly KeyBound[];
  readonly lowerInclusive: boolean;
  readonly upper: readonly KeyBound[];
  readonly upperInclusive: boolean;
}

/** A row as it was and as it became; null where there was none. `rowId` -1: all rows of the table. */
export interface RowWrite {
  readonly table: TableStore;
  readonly rowId: number;
  readonly before: readonly Datum[] | null;
  readonly after: readonly Datum[] | null;
}

export class ReadSet {
  private readonly tables = new Set<TableStore>();
  private readonly rows = new Map<TableStore, Set<number>>();
  private readonly ranges = new Map<TableStore, ReadRange[]>();

  addTable(table: TableStore): void {
    this.tables.add(table);
  }

  addRow(table: TableStore, rowId: number): void {
    if (this.tables.has(table)) return;
    const rows = this.rows.get(table);
    if (rows === undefined) this.rows.set(table, new Set([rowId]));
    else rows.add(rowId);
  }

  addKey(index: IndexStore, key: IndexKey): void {
    const values: readonly Datum[] = Array.isArray(key) ? key : [key as Datum];
    const bound = values.map((value) => (value === null ? NULL_KEY : value));
    this.addRange(index, bound, true, bound, true);
  }

  addRange(
    index: IndexStore,
    lower: readonly KeyBound[],
    lowerInclusive: boolean,
    upper: readonly KeyBound[],
    upperInclusive: boolean,
  ): void {
    if (this.tables.has(index.table)) return;
    const range = { index, lower: lower.slice(), lowerInclusive, upper: upper.slice(), upperInclusive };
    const ranges = this.ranges.get(index.table);
    if (ranges === undefined) this.ranges.set(index.table, [range]);
    else if (ranges.length < RANGES_MAX) ranges.push(range);
    else this.tables.add(index.table);
  }

  /** Whether the write changes something that was read. */
  meets(write: RowWrite): boolean {
    const { table, rowId } = write;
    if (this.tables.has(table)) return true;
    const rows = this.rows.get(table);
    const ranges = this.ranges.get(table);
    if (rowId < 0) return rows !== undefined || ranges !== undefined;
    if (rows?.has(rowId)) return true;
    if (ranges === undefined) return false;
    for (const range of ranges) if (rowIn(range, write.before) || rowIn(range, write.after)) return true;
    return false;
  }
}

/** With more ranges than these, the whole table counts as read. */
const RANGES_MAX = 1000;

function rowIn(range: ReadRange, row: readonly Datum[] | null): boolean {
  if (row === null) return false;
  const { index } = range;
  const key = index.keyFromRow(row);
  if (key === NO_KEY) return false;
  const values: readonly Datum[] = index.order.single ? [key as Datum] : (key as readonly Datum[]);
  const { lower, upper } = range;
  const last = Math.max(lower.length, upper.length) - 1;
  for (let c = 0; c <= last; c++) {
    const value = values[c]!;
    const low = lower[c];
    const high = upper[c];
    if (low === NULL_KEY || high === NULL_KEY) {
      if (value !== null) return false;
      continue;
    }
    if (value === null) return false;
    if (low !== undefined) {
      const order = index.order.compares[c]!(value, low);
      if (order < 0 || (order === 0 && c === lower.length - 1 && !range.lowerInclusive)) return false;
    }
    if (high !== undefined) {
      const order = index.order.compares[c]!(value, high);
      if (order > 0 || (order === 0 && c === upper.length - 1 && !range.upperInclusive)) return false;
    }
  }
  return true;
}
