/**
 * A session's dealings with the log: what of its transactions goes in, and which position its client has to wait for.
 *
 * Who waits for its client's sake syncs at once (a synchronous call); the server and query() leave it to the answer (`syncsLater`), so
 * that commits share syncs. Who only read waits for what it saw, since a commit is visible before it is durable
 * (docs/decisions/0010-visible-before-durable.md). A database in memory has none of this.
 */
import { type CatalogTransaction, storageOf } from '../catalog/index.ts';
import { type DurableStore, permanentChanges } from '../durability/index.ts';
import type { Transaction } from '../transaction/index.ts';
import type { DatabaseCore } from './database-core.ts';
import type { CachedPlan } from './plan-cache.ts';

export class SessionDurability {
  /** The client takes `takeAwaitedLsn()` and waits for it before it answers. */
  syncsLater = false;
  /** The transaction has called nextval or setval. */
  usedSequences = false;
  /** What must be durable before the client hears of what was done since the last `takeAwaitedLsn`; 0: nothing. */
  awaitedLsn = 0;
  /** What the session's commits have put into the log, for statistics. */
  loggedBytes = 0;
  loggedRecords = 0;
  private readonly core: DatabaseCore;

  constructor(core: DatabaseCore) {
    this.core = core;
  }

  takeAwaitedLsn(): number {
    const lsn = this.awaitedLsn;
    this.awaitedLsn = 0;
    return lsn;
  }

  /**
   * Puts what is about to commit into the log; durable when it returns, unless the client waits for that later. `relaxed`:
   * synchronous_commit is off.
   */
  log(durable: DurableStore, transaction: Transaction, catalog: CatalogTransaction, relaxed: boolean): void {
    const { core } = this;
    const { sequences } = core;
    const changes = catalog.changed ? permanentChanges(catalog.changes(), core.catalog.current, catalog.catalog) : [];
    // Counters that others have moved are theirs to log: who only reads writes nothing.
    if (transaction.undo === null && changes.length === 0 && !(this.usedSequences && sequences.hasTouched)) {
      this.sawTransaction(transaction, durable);
      return;
    }
    const kept = new Set(changes.flatMap(({ after }) => (after?.kind === 'table' ? [storageOf(after)] : [])));
    const { writtenBytes, recordCount } = durable.log;
    const lsn = durable.append(
      transaction.undo,
      {
        nextOid: core.catalog.nextOid,
        nextTransactionId: core.transactions.upcomingId,
        sequences: sequences.touchedImages(),
        changes,
      },
      (table) => table.creator !== transaction || kept.has(table.oid),
    );
    this.loggedBytes += durable.log.writtenBytes - writtenBytes;
    this.loggedRecords += durable.log.recordCount - recordCount;
    sequences.logged(lsn);
    const awaited = durable.positionToAwait(lsn, relaxed);
    if (awaited === 0) return;
    // Who looks at the catalog does not wait for what is in it.
    if (changes.length > 0) durable.log.flush();
    else this.await(awaited, durable);
  }

  /** A transaction that only read has seen the tables it locked, and counters that others have logged ahead. */
  private sawTransaction(transaction: Transaction, durable: DurableStore): void {
    if (!durable.hasUnsynced) return;
    let seen = this.usedSequences ? this.core.sequences.loggedLsn : 0;
    for (const { oid } of transaction.relationLocks ?? []) {
      const table = this.core.catalog.current.table(oid);
      const store = table === undefined ? undefined : this.core.storage.tables.get(storageOf(table));
      if (store !== undefined && store.commitLsn > seen) seen = store.commitLsn;
    }
    this.await(seen, durable);
  }

  /** A statement without a transaction has seen its tables. */
  sawTables(plan: CachedPlan): void {
    const { durable } = this.core;
    if (durable === null || !durable.hasUnsynced) return;
    let seen = 0;
    for (const { store } of plan.tables) if (store.commitLsn > seen) seen = store.commitLsn;
    this.await(seen, durable);
  }

  /** Up to where the log has to be durable before others are told of what has just been committed; 0: they may be told. */
  get newsLsn(): number {
    const { durable } = this.core;
    return durable?.hasUnsynced ? durable.log.appendedLsn : 0;
  }

  isDurable(lsn: number): boolean {
    const { durable } = this.core;
    return durable === null || lsn <= durable.log.syncedLsn;
  }

  /** Calls `then` when it is; never if that fails. */
  whenDurable(lsn: number, then: () => void): void {
    this.core.durable?.log.flushed(lsn).then(then, () => {});
  }

  private await(lsn: number, durable: DurableStore): void {
    if (lsn <= durable.log.syncedLsn) return;
    if (this.syncsLater) this.awaitedLsn = Math.max(this.awaitedLsn, lsn);
    else durable.log.flush();
  }
}
