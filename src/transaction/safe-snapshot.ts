/**
 * Safe snapshots, for SERIALIZABLE READ ONLY DEFERRABLE. Who reads by a snapshot R can only be part of an anomaly R → T2 → T3
 * (serializable.ts) in which T2 was running when R was taken and T3 had committed before. So R is safe once every serializable
 * transaction that was running then and may write has ended without such a T3; it then needs no supervision.
 * Source: Ports and Grittner, "Serializable Snapshot Isolation in PostgreSQL", VLDB 2012, section 4.
 */
import type { Transaction } from './transaction.ts';

export class SafetyWatch {
  readonly transaction: Transaction;
  private readonly timestamp: number;
  private readonly running: Set<Transaction>;
  /** One of them has ended with a dependency to who had committed before the snapshot. */
  unsafe = false;

  constructor(transaction: Transaction, timestamp: number, running: readonly Transaction[]) {
    this.transaction = transaction;
    this.timestamp = timestamp;
    this.running = new Set(running);
  }

  /** `firstOut`: the earliest commit of those it has a dependency to; Infinity for none. */
  ended(txn: Transaction, firstOut: number): void {
    if (this.running.delete(txn) && firstOut <= this.timestamp) this.unsafe = true;
  }

  /** It sees what one sees that is waited for, and may write. */
  joined(txn: Transaction): void {
    if (txn.serializableSince <= this.timestamp) this.running.add(txn);
  }

  /** Who has to end before it is known; null: it is known. */
  next(): Transaction | null {
    if (this.unsafe) return null;
    for (const txn of this.running) return txn;
    return null;
  }

  get processIds(): readonly number[] {
    return [...this.running].map(({ processId }) => processId);
  }
}
