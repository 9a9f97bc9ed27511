/**
 * One change of one row (for inserts, of a run of neighbouring slots), as what to do to take it back.
 * A record is on two lists: its slot's chain (`next` is older, `newer` the other way) and its transaction's list (`previous`).
 * Insert records end their chains and may be shared by many slots, therefore they have no `newer`.
 */
import type { Datum } from '../types/type-def.ts';
import type { IndexStore } from './index-store.ts';
import type { TableStore } from './table-store.ts';
import type { Writer } from './visibility.ts';

export const UNDO_INSERT = 0;
export const UNDO_UPDATE = 1;
export const UNDO_DELETE = 2;
/** Not on a chain: a change of the table itself (truncation, a new column, an index), undone by its action. */
export const UNDO_ACTION = 3;

/** What the log has to say of such a change; null where the catalog tells it. */
export type TableChange =
  | { readonly kind: 'create' | 'truncate' }
  | { readonly kind: 'addColumn'; readonly column: number };

/** Undo of a change that is not of rows. */
export interface StorageAction {
  readonly change: TableChange | null;
  /** An index that it dropped: plans of others, which wait for the transaction to end, still name it. */
  readonly dropped?: IndexStore;
  undo(): void;
  /** Takes the change back on a fork's copy; indexes pushed to `rebuild` are built once its rows are clean. */
  undoOn(copy: TableStore, rebuild: IndexStore[]): void;
}

export class UndoRecord {
  readonly txn: Writer;
  readonly command: number;
  readonly kind: number;
  readonly table: TableStore;
  /** TableStore.heap when it was written: after TRUNCATE the rows it speaks of are gone. */
  readonly heap: number;
  /** Row id; of the first slot for a run of inserts. */
  readonly rowId: number;
  /** Slots of the run; 1 for updates and deletes. */
  rowCount: number;
  /** Whether the change took a lock that excludes FOR KEY SHARE: a delete, or an update of a unique key. */
  readonly keyChange: boolean;
  /** Whether the key of some index changed, also of one built since: then entries must be looked after when the record goes. */
  indexed: boolean;
  readonly columns: readonly number[] | null;
  /** As read from the vectors, parallel to columns. */
  readonly oldValues: Datum[] | null;
  readonly action: StorageAction | null;
  next: UndoRecord | null;
  newer: UndoRecord | null;
  previous: UndoRecord | null;

  constructor(
    txn: Writer,
    command: number,
    kind: number,
    table: TableStore,
    rowId: number,
    keyChange: boolean,
    indexed: boolean,
    columns: readonly number[] | null,
    oldValues: Datum[] | null,
    action: StorageAction | null,
  ) {
    this.txn = txn;
    this.command = command;
    this.kind = kind;
    this.table = table;
    this.heap = table.heap;
    this.rowId = rowId;
    this.rowCount = 1;
    this.keyChange = keyChange;
    this.indexed = indexed;
    this.columns = columns;
    this.oldValues = oldValues;
    this.action = action;
    this.next = null;
    this.newer = null;
    this.previous = null;
  }
}
