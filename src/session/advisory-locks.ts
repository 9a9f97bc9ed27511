/**
 * The advisory locks of one session. A function cannot wait: a request that is not granted at once is kept, and the statement waits
 * for it before it goes on with its next batch of rows. Requests after it are kept too, so that locks are taken in order.
 */
import type { AdvisoryAccess } from '../functions/function-def.ts';
import {
  type AdvisoryKey,
  type AdvisoryRequest,
  DONE,
  lockAdvisory,
  type Transaction,
  unlockAdvisory,
  unlockAllAdvisory,
} from '../transaction/index.ts';
import type { Session } from './session.ts';
import type { Running } from './wait.ts';

export class SessionAdvisoryLocks implements AdvisoryAccess {
  /** null until the session asks for its first advisory lock. */
  owner: Transaction | null = null;
  private readonly session: Session;
  private pending: AdvisoryRequest[] = [];

  constructor(session: Session) {
    this.session = session;
  }

  get isWaiting(): boolean {
    return this.pending.length > 0;
  }

  lock(request: AdvisoryRequest): void {
    if (this.pending.length > 0 || !this.take(request)) this.pending.push(request);
  }
  tryLock(request: AdvisoryRequest): boolean {
    return this.take(request);
  }
  unlock(key: AdvisoryKey, shared: boolean): boolean {
    if (this.owner !== null && unlockAdvisory(this.owner, key, shared)) return true;
    this.session.warn('01000', `you don't own a lock of type ${shared ? 'ShareLock' : 'ExclusiveLock'}`);
    return false;
  }
  unlockAll(): void {
    if (this.owner !== null) unlockAllAdvisory(this.owner);
  }

  private take(request: AdvisoryRequest): boolean {
    const { session } = this;
    this.owner ??= session.core.transactions.lockOwner(session.processId, () => session.transaction);
    return lockAdvisory(session.ensureTransaction(), this.owner, request) === DONE;
  }

  *wait(): Running<void> {
    const { interrupts } = this.session;
    while (this.pending.length > 0) {
      while (!this.take(this.pending[0]!)) {
        const waiter = this.session.transaction!;
        yield { kind: 'lock', waiter, blocker: waiter.conflict.blocker! };
        interrupts.check();
      }
      this.pending.shift();
    }
  }

  /** The statement has failed. */
  forget(): void {
    this.pending = [];
  }

  /** The session ends. */
  end(): void {
    if (this.owner === null) return;
    unlockAllAdvisory(this.owner);
    this.session.core.transactions.lockOwners.delete(this.owner);
    this.owner = null;
  }
}
