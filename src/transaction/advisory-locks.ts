/**
 * Advisory locks ("Explicit Locking → Advisory Locks"): on numbers that applications choose, held by a session or by a
 * transaction. They are relation locks without a relation: same modes, queues and deadlocks.
 *
 * What a session holds is on a transaction of its own that never runs, its lock owner: who waits for it waits, where deadlocks
 * are looked for, for the transaction that the session is in. A session takes a lock as often as it asks, and holds it until it
 * has given it back as often.
 */
import { acquireAdvisory, EXCLUSIVE, RelationLock, SHARE, unlockAt, unlockTo } from './relation-locks.ts';
import type { Transaction } from './transaction.ts';
import { wakeWaiters } from './waits.ts';

export interface AdvisoryKey {
  /** Two halves as unsigned numbers; `parts` tells one bigint (1) from two integers (2), as pg_locks.objsubid does. */
  readonly high: number;
  readonly low: number;
  readonly parts: 1 | 2;
}

export interface AdvisoryRequest {
  readonly key: AdvisoryKey;
  readonly shared: boolean;
  readonly scope: 'session' | 'transaction';
}

function modeOf(shared: boolean): number {
  return shared ? SHARE : EXCLUSIVE;
}

function nameOf(key: AdvisoryKey): string {
  return `${key.high},${key.low},${key.parts}`;
}

/** DONE or WAIT. `owner`: the lock owner of the transaction's session. */
export function lockAdvisory(txn: Transaction, owner: Transaction, request: AdvisoryRequest): number {
  const { advisoryLocks } = txn.manager;
  const name = nameOf(request.key);
  let lock = advisoryLocks.get(name);
  if (lock === undefined) {
    lock = new RelationLock(0, name, request.key);
    advisoryLocks.set(name, lock);
  }
  return acquireAdvisory(txn, owner, lock, modeOf(request.shared), request.scope === 'session');
}

/** Gives back what the session has taken once; false: it does not hold it. */
export function unlockAdvisory(owner: Transaction, key: AdvisoryKey, shared: boolean): boolean {
  const lock = owner.manager.advisoryLocks.get(nameOf(key));
  const mode = modeOf(shared);
  const locks = owner.relationLocks;
  if (lock === undefined || locks === null) return false;
  const at = locks.findLastIndex((held, i) => held === lock && owner.relationModes![i] === mode);
  if (at < 0) return false;
  unlockAt(owner, at);
  wakeWaiters(owner);
  return true;
}

/** Gives back all that the session holds. */
export function unlockAllAdvisory(owner: Transaction): void {
  unlockTo(owner, 0);
  wakeWaiters(owner);
}
