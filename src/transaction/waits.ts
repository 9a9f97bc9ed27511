/**
 * Who waits for whom. A waiting transaction has an edge to each transaction that must end first; a cycle is a deadlock, and the
 * one whose wait closes it gets the error, unless somebody on the cycle only waits for its turn in a lock's queue: that one is
 * let past instead.
 */
import { sqlError } from '../errors/index.ts';
import { enterQueue, leaveQueue, lockModeNames } from './relation-locks.ts';
import type { Hook, Transaction } from './transaction.ts';

const NOBODY: readonly Transaction[] = [];

/**
 * After a WAIT: calls `wake` once, when the blocker has ended or given up locks; then try again. Throws 40P01 when everybody
 * would wait for ever.
 */
export function waitFor(txn: Transaction, blocker: Transaction, wake: Hook): void {
  const conflict = txn.conflict;
  const known = conflict.txn === txn && conflict.blockers.includes(blocker);
  txn.waitsFor = known ? conflict.blockers : [blocker];
  txn.waitLock = known ? conflict.lock : null;
  txn.waitMode = known ? conflict.mode : 0;
  txn.waitQueued = known && conflict.queued;
  txn.wake = wake;
  for (const other of txn.waitsFor) (other.waiters ??= []).push(txn);
  if (txn.waitLock !== null) enterQueue(txn, txn.waitLock, txn.waitMode);
  const cycle = findCycle(txn);
  if (cycle !== null) breakCycle(txn, cycle);
}

function breakCycle(txn: Transaction, cycle: readonly Transaction[]): void {
  const queued = cycle.find((member) => member.waitQueued);
  if (queued !== undefined) {
    queued.passes = queued.waitLock;
    wakeOne(queued);
    return;
  }
  const detail = cycle.map((member, i) => describe(member, cycle[(i + 1) % cycle.length]!)).join('\n');
  cancelWait(txn);
  txn.manager.deadlocks++;
  throw sqlError('deadlock_detected', 'deadlock detected', { detail, hint: 'See server log for query details.' });
}

function describe(waiter: Transaction, blocker: Transaction): string {
  return `Process ${waiter.processId} waits for ${describeWait(waiter, blocker)}; blocked by process ${blocker.processId}.`;
}

/** What a transaction waits for, in PostgreSQL's words. */
export function describeWait({ waitLock, waitMode, manager }: Transaction, blocker: Transaction): string {
  const database = manager.databaseOid;
  if (waitLock !== null && waitLock.advisory !== null) {
    const { high, low, parts } = waitLock.advisory;
    return `${lockModeNames[waitMode]} on advisory lock [${database},${high},${low},${parts}]`;
  }
  // Who wants a name that an uncommitted object has waits, in PostgreSQL, for an entry of a unique index.
  if (waitLock === null || waitLock.name !== null) return `ShareLock on transaction ${blocker.id}`;
  return `${lockModeNames[waitMode]} on relation ${waitLock.oid} of database ${database}`;
}

/** The transactions from `start` round to it again, or null. */
function findCycle(start: Transaction): Transaction[] | null {
  const path: Transaction[] = [];
  const visited = new Set<Transaction>();
  const visit = (txn: Transaction): boolean => {
    visited.add(txn);
    path.push(txn);
    for (const blocker of txn.waitsFor) {
      const other = blocker.standsFor === null ? blocker : blocker.standsFor();
      if (other === null) continue;
      if (other === start || (!visited.has(other) && visit(other))) return true;
    }
    path.pop();
    return false;
  };
  return visit(start) ? path : null;
}

/** Ends the wait without trying again: cancelled, timed out, or the transaction ends. */
export function cancelWait(txn: Transaction): void {
  removeEdges(txn);
  if (txn.waitLock === null) return;
  leaveQueue(txn, txn.waitLock);
  txn.waitLock = null;
  // Those behind it in the queue may go on.
  wakeWaiters(txn);
}

function removeEdges(txn: Transaction): void {
  if (txn.wake === null) return;
  for (const other of txn.waitsFor) {
    const waiters = other.waiters;
    if (waiters === null) continue;
    const at = waiters.indexOf(txn);
    if (at >= 0) waiters.splice(at, 1);
  }
  txn.waitsFor = NOBODY;
  txn.waitQueued = false;
  txn.wake = null;
}

function wakeOne(txn: Transaction): void {
  const wake = txn.wake;
  removeEdges(txn);
  wake?.();
}

/** Wakes all who wait for the transaction, in the order they came. Their requests keep their places in lock queues. */
export function wakeWaiters(txn: Transaction): void {
  const waiters = txn.waiters;
  if (waiters === null) return;
  txn.waiters = null;
  for (const waiter of waiters) wakeOne(waiter);
}
