/**
 * SERIALIZABLE: serializable snapshot isolation, decided when transactions commit.
 *
 * Under snapshot isolation every anomaly has two consecutive read-write dependencies T1 → T2 → T3 among concurrent transactions
 * (each read a version that the next one overwrote), in which T3 committed first; T1 and T3 may be the same. For a T1 that only
 * reads, T3 must even have committed before T1's snapshot. The later of T1 and T2 to commit sees the whole structure and
 * fails. Reads are kept as predicates, so rows that others insert count as overwritten too.
 * Source: Cahill, Röhm, Fekete, "Serializable Isolation for Snapshot Databases", SIGMOD 2008; Ports and Grittner, "Serializable
 * Snapshot Isolation in PostgreSQL", VLDB 2012.
 *
 * What a committed transaction read and wrote is kept while a serializable transaction is active that began before that commit.
 */
import { sqlError } from '../errors/index.ts';
import type { ReadSet, RowWrite } from '../storage/read-set.ts';

/** A serializable transaction's part in dependencies. */
export interface Footprint {
  readonly reads: ReadSet;
  readonly writes: readonly RowWrite[];
  readonly snapshotTimestamp: number;
}
interface Committed extends Footprint {
  readonly commitTimestamp: number;
  /** Earliest commit among the transactions this one has a dependency to that committed before it; Infinity for none. */
  readonly firstOut: number;
}

function reachesOut(from: Footprint, to: Footprint): boolean {
  for (const write of to.writes) if (from.reads.meets(write)) return true;
  return false;
}

export class SerializableHistory {
  private committed: Committed[] = [];

  /** Throws 40001 when the transaction, committing now, would complete a dangerous structure. */
  validate(own: Footprint): void {
    const readOnly = own.writes.length === 0;
    const horizon = readOnly ? own.snapshotTimestamp : Infinity;
    let firstOut = Infinity;
    for (const other of this.concurrentWith(own)) {
      if (!reachesOut(own, other)) continue;
      if (other.firstOut !== Infinity && other.firstOut <= horizon) throw failure('commit');
      firstOut = Math.min(firstOut, other.commitTimestamp);
    }
    if (firstOut === Infinity) return;
    for (const other of this.concurrentWith(own)) {
      const limit = other.writes.length === 0 ? other.snapshotTimestamp : other.commitTimestamp;
      if (firstOut <= limit && reachesOut(other, own)) throw failure('pivot');
    }
  }

  /**
   * The transaction has committed; `oldestActive` is the oldest snapshot of a serializable transaction still active. Gives back the
   * earliest commit of those it has a dependency to that committed before it.
   */
  add(own: Footprint, commitTimestamp: number, oldestActive: number): number {
    let firstOut = Infinity;
    for (const other of this.concurrentWith(own)) {
      if (other.commitTimestamp < firstOut && reachesOut(own, other)) firstOut = other.commitTimestamp;
    }
    this.committed.push({ ...own, commitTimestamp, firstOut });
    this.prune(oldestActive);
    return firstOut;
  }

  prune(oldestActive: number): void {
    if (oldestActive === Infinity) this.committed.length = 0;
    else this.committed = this.committed.filter((other) => other.commitTimestamp > oldestActive);
  }

  get size(): number {
    return this.committed.length;
  }

  private concurrentWith(own: Footprint): Committed[] {
    return this.committed.filter((other) => other.commitTimestamp > own.snapshotTimestamp);
  }
}

function failure(role: 'pivot' | 'commit') {
  const reason =
    role === 'pivot'
      ? 'Reason code: Canceled on identification as a pivot, during commit attempt.'
      : 'Reason code: Canceled on commit attempt with conflict in from prepared pivot.';
  return sqlError(
    'serialization_failure',
    'could not serialize access due to read/write dependencies among transactions',
    { detail: reason, hint: 'The transaction might succeed if retried.' },
  );
}
