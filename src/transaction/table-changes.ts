/**
 * Changes of tables themselves under a transaction: each is made at once and put on the undo list, so that a rollback, also to
 * a savepoint, takes it back in order with the changes of rows. The caller holds PostgreSQL's lock for the command, so that
 * nobody else writes to the table meanwhile.
 */

import { checkInterruption } from '../common/interruption.ts';
import { buildIndex, type DuplicateKey } from '../storage/index-build.ts';
import { type IndexDefinition, IndexStore } from '../storage/index-store.ts';
import type { Storage } from '../storage/storage.ts';
import type { TableContents, TableStore } from '../storage/table-store.ts';
import { forget } from '../storage/undo.ts';
import { type StorageAction, UNDO_ACTION, UndoRecord } from '../storage/undo-record.ts';
import type { Datum, VectorKind } from '../types/type-def.ts';
import type { Transaction } from './transaction.ts';

function pushAction(txn: Transaction, table: TableStore, action: StorageAction): void {
  txn.pushUndo(new UndoRecord(txn, txn.command, UNDO_ACTION, table, 0, false, false, null, null, action));
}

export function createTable(
  txn: Transaction,
  storage: Storage,
  oid: number,
  columnKinds: readonly VectorKind[],
): TableStore {
  const table = storage.create(oid, columnKinds);
  table.creator = txn;
  txn.onCommit(() => {
    table.creator = null;
  });
  pushAction(txn, table, { change: { kind: 'create' }, undo: () => storage.drop(oid), undoOn: () => {} });
  return table;
}

/** The table goes when the transaction commits. */
export function dropTable(txn: Transaction, storage: Storage, oid: number): void {
  txn.onCommit(() => {
    storage.drop(oid);
    txn.manager.relationLocks.delete(oid);
  });
}

class Truncation implements StorageAction {
  readonly change = { kind: 'truncate' } as const;
  private readonly table: TableStore;
  private readonly contents: TableContents;
  constructor(table: TableStore, contents: TableContents) {
    this.table = table;
    this.contents = contents;
  }
  undo(): void {
    this.table.putBack(this.contents);
    for (const record of this.contents.forgotten) forget(record);
  }
  undoOn(copy: TableStore): void {
    copy.putBackShared(this.contents);
  }
}

export function truncateTable(txn: Transaction, table: TableStore): void {
  const contents = table.takeAway();
  pushAction(txn, table, new Truncation(table, contents));
  txn.onCommit(() => {
    table.aside = table.aside.filter((other) => other !== contents);
  });
  if (txn.writes !== null) txn.writes.push({ table, rowId: -1, before: null, after: null });
}

/** Position of the new column; rows there are have `missing` in it. */
export function addColumn(txn: Transaction, table: TableStore, kind: VectorKind, missing: Datum): number {
  const column = table.addColumn(kind, missing);
  pushAction(txn, table, {
    change: { kind: 'addColumn', column },
    undo: () => table.removeLastColumn(),
    undoOn: (copy) => copy.removeLastColumn(),
  });
  return column;
}

/** The column's values go when the transaction commits; until then it is stored on. */
export function dropColumn(txn: Transaction, table: TableStore, column: number): void {
  txn.onCommit(() => table.dropColumn(column));
}

/** Builds the index over the rows there are; for a unique one with duplicates gives them instead, and adds nothing. */
export function createIndex(
  txn: Transaction,
  table: TableStore,
  definition: IndexDefinition,
): DuplicateKey | IndexStore {
  const index = new IndexStore(definition, table);
  const duplicate = buildIndex(index, checkInterruption);
  if (duplicate !== null) return duplicate;
  table.indexes.push(index);
  table.indexesChanged();
  pushAction(txn, table, {
    change: null,
    undo: () => removeIndex(table, definition.oid),
    undoOn: (copy) => removeIndex(copy, definition.oid),
  });
  return index;
}

/** No longer kept from now on; a rollback builds it again. */
export function dropIndex(txn: Transaction, table: TableStore, oid: number): void {
  const index = table.index(oid);
  const at = table.indexes.indexOf(index);
  removeIndex(table, oid);
  pushAction(txn, table, {
    change: null,
    dropped: index,
    undo: () => {
      table.indexes.splice(at, 0, index);
      table.indexesChanged();
      buildIndex(index);
    },
    undoOn: (copy, rebuild) => {
      const restored = new IndexStore(index.definition, copy);
      copy.indexes.splice(at, 0, restored);
      rebuild.push(restored);
    },
  });
}

function removeIndex(table: TableStore, oid: number): void {
  const at = table.indexes.findIndex((index) => index.oid === oid);
  table.indexes.splice(at, 1);
  table.indexesChanged();
}
