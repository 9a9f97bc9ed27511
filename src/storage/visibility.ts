/**
 * Visibility of row versions: decided only here; generated code never compares timestamps.
 * The newest version of a row is in its segment; older ones hang off its slot as undo records (before-images), newest first.
 * A reader undoes records until it meets one it sees: committed at or before `snapshot.timestamp`, or its own from an earlier
 * command. Invariant: along a chain commit timestamps fall, and uncommitted records come first and are of one transaction.
 * Source: Neumann, Mühlbauer, Kemper, "Fast Serializable MVCC for Main-Memory Database Systems", SIGMOD 2015, section 2.
 */
import type { ReadSet } from './read-set.ts';
import type { UndoRecord } from './undo-record.ts';

/** What storage knows of a transaction. */
export interface Writer {
  /** Infinity while in flight. An aborted transaction has no records, so its value is never read. */
  commitTimestamp: number;
}

export class Snapshot {
  /** Commits up to this one are seen. */
  timestamp: number;
  /** The transaction whose own changes are seen, if any. */
  txn: Writer | null;
  /** Own changes of commands before this one are seen. */
  command: number;
  /** List of registered snapshots, by rising timestamp; kept by the transaction manager. */
  older: Snapshot | null;
  newer: Snapshot | null;
  registered: boolean;
  /** Notes what is read through the snapshot, for serializable transactions. */
  reads: ReadSet | null;

  constructor(timestamp: number, txn: Writer | null, command: number) {
    this.timestamp = timestamp;
    this.txn = txn;
    this.command = command;
    this.older = null;
    this.newer = null;
    this.registered = false;
    this.reads = null;
  }
}

export function isVisible(record: UndoRecord, snapshot: Snapshot): boolean {
  const txn = record.txn;
  if (txn === snapshot.txn) return record.command < snapshot.command;
  return txn.commitTimestamp <= snapshot.timestamp;
}
