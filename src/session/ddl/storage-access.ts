/** DDL's view of the stores, over a transaction: DdlStorage on storage/ and transaction/. */
import { type IndexDescriptor, type SequenceDescriptor, storageOf, type TableDescriptor } from '../../catalog/index.ts';
import { assert } from '../../common/assert.ts';
import { type IndexDefinition, IndexStore, type KeyFunction, type Storage } from '../../storage/index.ts';
import {
  addColumn,
  createIndex,
  createTable,
  dropColumn,
  dropIndex,
  dropTable,
  insertRow,
  type Transaction,
  truncateTable,
} from '../../transaction/index.ts';
import { columnVector } from '../../types/column-storage.ts';
import { typeByOid } from '../../types/registry.ts';
import type { Datum, VectorKind } from '../../types/type-def.ts';
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
    orders: index.keys.map((key) => {
      const type = typeByOid(key.type);
      return {
        scalar: type?.scalar ?? 'object',
        compare: type?.compare ?? null,
        descending: key.descending,
        nullsFirst: key.nullsFirst,
      };
    }),
    method: index.method,
    unique: index.unique,
    nullsNotDistinct: index.nullsNotDistinct,
    deferrable: false,
    keyOf: computed ? compileKey(index, table) : null,
  };
}

/** A computed key may depend on any column. */
function everyColumn(table: TableDescriptor): number[] {
  return table.columns.flatMap((column, i) => (column.dropped ? [] : [i]));
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
    table.columns.forEach((column, i) => {
      if (column.dropped) store.dropColumn(i);
    });
  }

  createIndex(index: IndexDescriptor, table: TableDescriptor): readonly Datum[] | null {
    const store = this.storage.table(storageOf(table));
    const made = createIndex(this.transaction, store, indexDefinition(index, table, this.compileKey));
    return made instanceof IndexStore ? null : made.key;
  }

  dropIndex(index: IndexDescriptor, table: TableDescriptor): void {
    dropIndex(this.transaction, this.storage.table(storageOf(table)), index.oid);
  }

  createSequence(sequence: SequenceDescriptor, state: SequenceState): void {
    const storage = storageOf(sequence);
    this.sequences.put(storage, state);
    this.transaction.onAbort(() => this.sequences.remove(storage));
  }

  sequence(sequence: SequenceDescriptor): SequenceState {
    return this.sequences.get(sequence);
  }

  addColumn(after: TableDescriptor): void {
    const { type, typmod, missing } = after.columns.at(-1)!;
    addColumn(this.transaction, this.storage.table(storageOf(after)), columnVector(type, typmod), missing);
  }

  dropColumn(table: TableDescriptor, column: number): void {
    dropColumn(this.transaction, this.storage.table(storageOf(table)), column);
  }

  truncate(table: TableDescriptor): void {
    truncateTable(this.transaction, this.storage.table(storageOf(table)));
  }

  insertRows(table: TableDescriptor, rows: Iterable<readonly Datum[]>): void {
    const store = this.storage.table(storageOf(table));
    for (const row of rows) {
      const code = insertRow(this.transaction, store, row);
      // The store is new, nobody else writes to it, and it has no index yet.
      assert(code >= 0, 'a rewritten row could not be stored');
    }
  }

  release(relation: TableDescriptor | SequenceDescriptor): void {
    const storage = storageOf(relation);
    if (relation.kind === 'table') dropTable(this.transaction, this.storage, storage);
    else this.transaction.onCommit(() => this.sequences.remove(storage));
  }
}
