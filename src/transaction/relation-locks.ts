/**
 * Locks on relations in PostgreSQL's eight modes ("Explicit Locking → Table-Level Locks"), held to the end of the transaction
 * or until the savepoint before them is rolled back.
 *
 * A lock object only counts holders by mode; who they are is in the transactions themselves, looked up when somebody must
 * wait. Requests queue: one that conflicts with an earlier waiter waits behind it, unless its transaction has a lock on the
 * relation already.
 *
 * Names that uncommitted objects have taken, and advisory locks (advisory-locks.ts), are locked in the same way; such a lock is
 * forgotten when nobody holds it or waits for it.
 */
import type { AdvisoryKey } from './advisory-locks.ts';
import type { Conflict } from './results.ts';
import { DONE } from './results.ts';
import type { Transaction } from './transaction.ts';

export const ACCESS_SHARE = 1;
export const ROW_SHARE = 2;
export const ROW_EXCLUSIVE = 3;
export const SHARE_UPDATE_EXCLUSIVE = 4;
export const SHARE = 5;
export const SHARE_ROW_EXCLUSIVE = 6;
export const EXCLUSIVE = 7;
export const ACCESS_EXCLUSIVE = 8;

/** As pg_locks shows them. */
export const lockModeNames = [
  '',
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const;

function bits(...modes: number[]): number {
  return modes.reduce((mask, mode) => mask | (1 << mode), 0);
}

/** Which modes each conflicts with. */
const conflicts = [
  0,
  bits(8),
  bits(7, 8),
  bits(5, 6, 7, 8),
  bits(4, 5, 6, 7, 8),
  bits(3, 4, 6, 7, 8),
  bits(3, 4, 5, 6, 7, 8),
  bits(2, 3, 4, 5, 6, 7, 8),
  bits(1, 2, 3, 4, 5, 6, 7, 8),
];

interface Request {
  readonly txn: Transaction;
  readonly mode: number;
}

export class RelationLock {
  /** 0: it is a lock on a name, or an advisory one. */
  readonly oid: number;
  readonly name: string | null;
  readonly advisory: AdvisoryKey | null;
  /** Holders by mode. */
  readonly counts: number[];
  /** Bit per mode that has holders. */
  held: number;
  /** Requests that wait, in order. */
  queue: Request[];

  constructor(oid: number, name: string | null = null, advisory: AdvisoryKey | null = null) {
    this.oid = oid;
    this.name = name;
    this.advisory = advisory;
    this.counts = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    this.held = 0;
    this.queue = [];
  }
}

/** DONE or WAIT. */
export function lockRelation(txn: Transaction, oid: number, mode: number): number {
  const manager = txn.manager;
  let lock = manager.relationLocks.get(oid);
  if (lock === undefined) {
    lock = new RelationLock(oid);
    manager.relationLocks.set(oid, lock);
  }
  return acquire(txn, lock, mode);
}

/**
 * Takes a name that is to be given to a new object, for as long as it is not known whether the object stays. DONE or WAIT.
 */
export function lockName(txn: Transaction, name: string): number {
  const { nameLocks } = txn.manager;
  let lock = nameLocks.get(name);
  if (lock === undefined) {
    lock = new RelationLock(0, name);
    nameLocks.set(name, lock);
  }
  return acquire(txn, lock, ACCESS_EXCLUSIVE);
}

function acquire(txn: Transaction, lock: RelationLock, mode: number): number {
  const manager = txn.manager;
  const own = txn.relationLocks === null ? 0 : ownModes(txn, lock);
  if ((own & (1 << mode)) !== 0) return DONE;
  if ((lock.held & conflicts[mode]!) !== 0) {
    const holders = holdersAgainst(txn, lock, mode);
    if (holders.length > 0) return waitForLock(manager.conflict, txn, lock, mode, holders, false);
  }
  if (lock.queue.length > 0 && own === 0 && txn.passes !== lock) {
    const ahead = waitersAhead(txn, lock, mode);
    if (ahead.length > 0) return waitForLock(manager.conflict, txn, lock, mode, ahead, true);
  }
  // Before the queue is left: a name's lock that nobody holds or waits for is forgotten.
  grant(txn, lock, mode);
  if (lock.queue.length > 0) leaveQueue(txn, lock);
  return DONE;
}

/** Advisory locks: `owner` holds those of the session. One held already is only counted, whoever waits. */
export function acquireAdvisory(
  txn: Transaction,
  owner: Transaction,
  lock: RelationLock,
  mode: number,
  forSession: boolean,
): number {
  const { manager } = txn;
  const ofTransaction = txn.relationLocks === null ? 0 : ownModes(txn, lock);
  const own = ofTransaction | (owner.relationLocks === null ? 0 : ownModes(owner, lock));
  if ((own & (1 << mode)) === 0) {
    if ((lock.held & conflicts[mode]!) !== 0) {
      const holders = holdersAgainst(txn, lock, mode);
      for (const other of manager.lockOwners) {
        if (other === owner || other.relationLocks === null) continue;
        if ((ownModes(other, lock) & conflicts[mode]!) !== 0) holders.push(other);
      }
      if (holders.length > 0) return waitForLock(manager.conflict, txn, lock, mode, holders, false);
    }
    if (lock.queue.length > 0 && own === 0 && txn.passes !== lock) {
      const ahead = waitersAhead(txn, lock, mode);
      if (ahead.length > 0) return waitForLock(manager.conflict, txn, lock, mode, ahead, true);
    }
  }
  if (forSession) grant(owner, lock, mode);
  else if ((ofTransaction & (1 << mode)) === 0) grant(txn, lock, mode);
  if (lock.queue.length > 0) leaveQueue(txn, lock);
  return DONE;
}

function grant(holder: Transaction, lock: RelationLock, mode: number): void {
  if (holder.relationLocks === null) {
    holder.relationLocks = [lock];
    holder.relationModes = [mode];
  } else {
    holder.relationLocks.push(lock);
    holder.relationModes!.push(mode);
  }
  lock.counts[mode] = lock.counts[mode]! + 1;
  lock.held |= 1 << mode;
}

function ownModes(txn: Transaction, lock: RelationLock): number {
  const locks = txn.relationLocks!;
  let modes = 0;
  for (let i = locks.length - 1; i >= 0; i--) if (locks[i] === lock) modes |= 1 << txn.relationModes![i]!;
  return modes;
}

/** Bit per mode in which the transaction holds the relation. */
export function heldModes(txn: Transaction, oid: number): number {
  const lock = txn.manager.relationLocks.get(oid);
  return lock === undefined || txn.relationLocks === null ? 0 : ownModes(txn, lock);
}

function holdersAgainst(txn: Transaction, lock: RelationLock, mode: number): Transaction[] {
  const holders: Transaction[] = [];
  for (let other = txn.manager.active; other !== null; other = other.nextActive) {
    if (other === txn || other.relationLocks === null) continue;
    if ((ownModes(other, lock) & conflicts[mode]!) !== 0) holders.push(other);
  }
  return holders;
}

function waitersAhead(txn: Transaction, lock: RelationLock, mode: number): Transaction[] {
  const ahead: Transaction[] = [];
  for (const request of lock.queue) {
    if (request.txn === txn) break;
    if ((conflicts[mode]! & (1 << request.mode)) !== 0) ahead.push(request.txn);
  }
  return ahead;
}

function waitForLock(
  conflict: Conflict,
  txn: Transaction,
  lock: RelationLock,
  mode: number,
  blockers: Transaction[],
  queued: boolean,
): number {
  const result = conflict.waitAll(txn, blockers);
  conflict.lock = lock;
  conflict.mode = mode;
  conflict.queued = queued;
  return result;
}

/** The request takes its place in the queue, which it keeps until it is granted or given up. */
export function enterQueue(txn: Transaction, lock: RelationLock, mode: number): void {
  for (const request of lock.queue) if (request.txn === txn && request.mode === mode) return;
  lock.queue.push({ txn, mode });
}

export function leaveQueue(txn: Transaction, lock: RelationLock): void {
  lock.queue = lock.queue.filter((request) => request.txn !== txn);
  if (txn.passes === lock) txn.passes = null;
  forgetIfFree(txn, lock);
}

function forgetIfFree({ manager }: Transaction, lock: RelationLock): void {
  if (lock.name === null || lock.held !== 0 || lock.queue.length > 0) return;
  const { advisoryLocks, nameLocks } = manager;
  (lock.advisory === null ? nameLocks : advisoryLocks).delete(lock.name);
}

/** Releases all but the first `count` locks. */
export function unlockTo(txn: Transaction, count: number): void {
  const locks = txn.relationLocks;
  if (locks === null) return;
  const modes = txn.relationModes!;
  while (locks.length > count) {
    release(txn, locks.pop()!, modes.pop()!);
  }
}

/** Releases one lock of those that an owner holds. */
export function unlockAt(owner: Transaction, at: number): void {
  const [lock] = owner.relationLocks!.splice(at, 1);
  const [mode] = owner.relationModes!.splice(at, 1);
  release(owner, lock!, mode!);
}

function release(txn: Transaction, lock: RelationLock, mode: number): void {
  const left = lock.counts[mode]! - 1;
  lock.counts[mode] = left;
  if (left === 0) lock.held &= ~(1 << mode);
  forgetIfFree(txn, lock);
}
