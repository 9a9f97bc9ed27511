/** DDL's view of the stores, over a transaction: DdlStorage on storage/ and transaction/. */
import {
  type IndexColumn,
  type IndexDescriptor,
  type SequenceDescriptor,
  storageOf,
  type TableDescriptor,
} from '../../catalog/index.ts';
import { assert } from '../../common/assert.ts';
import { type IndexDefinition, IndexStore, type KeyFunction, type Storage } from '../../storage/index.ts';
import {
  addColumn,
  createIndex,
  createTable,
  DONE,
  DUPLICATE,
  deleteRow,
  dropColumn,
  dropIndex,
  dropTable,
  insertRow,
  type Transaction,
  truncateTable,
} from '../../transaction/index.ts';
import { orderingCollation, underCollation } from '../../types/collation/index.ts';
import { columnVector, fixedScale } from '../../types/column-storage.ts';
import { Numeric } from '../../types/numeric-value.ts';
import { baseTypeOid, defaultTextContext, typeByOid } from '../../types/registry.ts';
import type { Datum, DatumValue, Oid, VectorKind } from '../../types/type-def.ts';
import type { DdlStorage } from './context.ts';
import type { SequenceState, SequenceStore } from './sequence-state.ts';

/** Makes the key function of an expression or partial index; the session compiles it. */
export type KeyCompiler = (index: IndexDescriptor, table: TableDescriptor) => KeyFunction;

export function columnKinds(table: TableDescriptor): VectorKind[] {
  return table.columns.map((column) => columnVector(column.type, column.typmod));
}

/** What storage has to know of an index; also for recovery and forks that build one again. */
export function indexDefinition(
  index: IndexDescriptor,
  table: TableDescriptor,
  compileKey: KeyCompiler,
): IndexDefinition {
  const computed = index.predicate !== null || index.keys.some((key) => key.expression !== null);
  return {
    oid: index.oid,
    columns: computed ? everyColumn(table) : index.keys.map((key) => key.column!),
    orders: index.keys.map((key) => keyOrder(key, table)),
    method: index.method,
    unique: index.unique,
    nullsNotDistinct: index.nullsNotDistinct,
    deferrable: index.deferrable === true,
    keyOf: computed ? withStoredColumns(compileKey(index, table), index) : null,
  };
}

function keyOrder(key: IndexColumn, table: TableDescriptor): IndexDefinition['orders'][number] {
  const { descending, nullsFirst } = key;
  // A key column is in the index as it is in its vector: a numeric of fixed scale as a double.
  if (keyScale(key, table) >= 0) return { scalar: 'float', compare: null, descending, nullsFirst };
  const collation = orderingCollation(key.order);
  const type = typeByOid(collation === null ? key.type : underCollation(baseTypeOid(key.type), collation.oid));
  return { scalar: type?.scalar ?? 'object', compare: type?.compare ?? null, descending, nullsFirst };
}

function keyScale(key: IndexColumn, table: TableDescriptor): number {
  if (key.column === null) return -1;
  const { type, typmod } = table.columns[key.column]!;
  return fixedScale(type, typmod);
}

/** The compiled function gives scalars; of plain columns the index wants what is stored. */
function withStoredColumns(compiled: KeyFunction, index: IndexDescriptor): KeyFunction {
  const columns = index.keys.map((key) => key.column);
  return (row) => {
    const key = compiled(row);
    return key === null ? null : key.map((value, i) => (columns[i] === null ? value : row[columns[i]!]!));
  };
}

/** A computed key may depend on any column. */
function everyColumn(table: TableDescriptor): number[] {
  return table.columns.flatMap((column, i) => (column.dropped ? [] : [i]));
}

/** A scalar as it is stored: numerics of a fixed scale as doubles. They have been coerced to it, so they fit. */
function stored(value: Datum, scale: number): Datum {
  if (scale < 0 || !(value instanceof Numeric)) return value;
  return value.isNaN ? Number.NaN : value.toScaled(scale);
}

/** The way back, for messages. */
function keyScalar(value: Datum, key: IndexColumn, table: TableDescriptor): Datum {
  const scale = keyScale(key, table);
  if (scale >= 0 && typeof value === 'number') return Numeric.fromScaled(value, scale);
  return typeByOid(key.type)?.vector === 'bool' && typeof value === 'number' ? value === 1 : value;
}

function columnScalar(value: Datum, table: TableDescriptor, column: number): Datum {
  const { type, typmod } = table.columns[column]!;
  const scale = fixedScale(type, typmod);
  if (scale >= 0 && typeof value === 'number') return Numeric.fromScaled(value, scale);
  return typeByOid(type)?.vector === 'bool' && typeof value === 'number' ? value === 1 : value;
}

function valueText(value: DatumValue, table: TableDescriptor, column: number): string {
  return typeByOid(table.columns[column]!.type)!.output(value, defaultTextContext);
}

export class TransactionStorage implements DdlStorage {
  private readonly transaction: Transaction;
  private readonly storage: Storage;
  private readonly sequences: SequenceStore;
  private readonly compileKey: KeyCompiler;

  constructor(transaction: Transaction, storage: Storage, sequences: SequenceStore, compileKey: KeyCompiler) {
    this.transaction = transaction;
    this.storage = storage;
    this.sequences = sequences;
    this.compileKey = compileKey;
  }

  createTable(table: TableDescriptor): void {
    createTable(this.transaction, this.storage, storageOf(table), columnKinds(table));
    const store = this.storage.table(storageOf(table));
    store.temporary = table.persistence === 'temporary';
    table.columns.forEach((column, i) => {
      if (column.dropped) store.dropColumn(i);
    });
  }

  createIndex(index: IndexDescriptor, table: TableDescriptor): readonly Datum[] | null {
    const store = this.storage.table(storageOf(table));
    const made = createIndex(this.transaction, store, indexDefinition(index, table, this.compileKey));
    if (made instanceof IndexStore) return null;
    return made.key.map((value, i) => keyScalar(value, index.keys[i]!, table));
  }

  dropIndex(index: IndexDescriptor, table: TableDescriptor): void {
    dropIndex(this.transaction, this.storage.table(storageOf(table)), index.oid);
  }

  createSequence(sequence: SequenceDescriptor, state: SequenceState): void {
    const storage = storageOf(sequence);
    state.temporary = sequence.persistence === 'temporary';
    this.sequences.put(storage, state);
    this.transaction.onAbort(() => this.sequences.remove(storage));
  }

  sequence(sequence: SequenceDescriptor): SequenceState {
    return this.sequences.get(sequence);
  }

  addColumn(after: TableDescriptor): void {
    const { type, typmod, missing } = after.columns.at(-1)!;
    const store = this.storage.table(storageOf(after));
    addColumn(this.transaction, store, columnVector(type, typmod), stored(missing, fixedScale(type, typmod)));
  }

  dropColumn(table: TableDescriptor, column: number): void {
    dropColumn(this.transaction, this.storage.table(storageOf(table)), column);
  }

  truncate(table: TableDescriptor): void {
    truncateTable(this.transaction, this.storage.table(storageOf(table)));
  }

  isEmpty(table: TableDescriptor): boolean {
    return this.storage.table(storageOf(table)).rowCount === 0;
  }

  insertRows(table: TableDescriptor, rows: Iterable<readonly Datum[]>): void {
    const store = this.storage.table(storageOf(table));
    const scales = table.columns.map((column) => fixedScale(column.type, column.typmod));
    for (const row of rows) {
      const code = insertRow(
        this.transaction,
        store,
        row.map((value, i) => stored(value, scales[i]!)),
      );
      // The store is new, nobody else writes to it, and it has no index yet.
      assert(code >= 0, 'a rewritten row could not be stored');
    }
  }

  exchangeRows(
    table: TableDescriptor,
    rows: readonly (readonly Datum[])[],
  ): { readonly index: Oid; readonly row: readonly Datum[] } | null {
    const store = this.storage.table(storageOf(table));
    const scales = table.columns.map((column) => fixedScale(column.type, column.typmod));
    // Rows are the same when all their values are, to the last digit.
    const textOf = (row: readonly Datum[], scalar: (value: Datum, i: number) => Datum): string =>
      JSON.stringify(row.map((item, i) => (item === null ? null : valueText(scalar(item, i)!, table, i))));
    const wanted = new Map<string, (readonly Datum[])[]>();
    for (const row of rows) {
      const key = textOf(row, (value) => value);
      const same = wanted.get(key);
      if (same === undefined) wanted.set(key, [row]);
      else same.push(row);
    }
    const snapshot = this.transaction.latestSnapshot();
    try {
      for (const rowId of store.liveRows()) {
        const key = textOf(store.readRow(rowId), (value, i) => columnScalar(value, table, i));
        const same = wanted.get(key);
        if (same !== undefined && same.length > 0) same.pop();
        // Writers are locked out, so nobody else has the row.
        else assert(deleteRow(this.transaction, store, rowId, snapshot) === DONE, 'a row could not be deleted');
      }
    } finally {
      this.transaction.dropSnapshot(snapshot);
    }
    for (const row of [...wanted.values()].flat()) {
      const code = insertRow(
        this.transaction,
        store,
        row.map((value, i) => stored(value, scales[i]!)),
      );
      if (code === DUPLICATE) return { index: this.transaction.conflict.index!.oid, row };
      assert(code >= 0, 'a row could not be stored');
    }
    return null;
  }

  release(relation: TableDescriptor | SequenceDescriptor): void {
    const storage = storageOf(relation);
    if (relation.kind === 'table') dropTable(this.transaction, this.storage, storage);
    else this.transaction.onCommit(() => this.sequences.remove(storage));
  }
}
