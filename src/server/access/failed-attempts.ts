/**
 * Failed authentications by address: each makes the answer to the next wait longer, and many in a row lock the address out. What is
 * remembered is bounded, and forgotten after a quiet time.
 */
import type { Host } from '../../host/index.ts';

interface Attempts {
  failures: number;
  lastMs: number;
  lockedUntilMs: number;
}

const delayMaxMs = 30_000;
const lockoutMinMs = 60_000;
const lockoutMaxMs = 15 * 60_000;
const forgottenAfterMs = 15 * 60_000;
/** Addresses; the longest quiet is dropped for a new one. */
const capacity = 10_000;

export class FailedAttempts {
  private readonly host: Host;
  private readonly backoffMs: number;
  private readonly failuresMax: number;
  /** In the order of their last failures. */
  private readonly byAddress = new Map<string, Attempts>();

  /** `backoffMs` 0: failures have no consequences. */
  constructor(host: Host, backoffMs: number, failuresMax: number) {
    this.host = host;
    this.backoffMs = backoffMs;
    this.failuresMax = failuresMax;
  }

  /** How long the address is locked out, in ms; 0: it is not. */
  lockedForMs(address: string): number {
    const attempts = this.byAddress.get(address);
    return attempts === undefined ? 0 : Math.max(0, attempts.lockedUntilMs - this.host.monotonicMs());
  }

  /** How long to wait before the failure is answered, in ms. */
  failed(address: string): number {
    if (this.backoffMs === 0) return 0;
    const now = this.host.monotonicMs();
    this.forget(now);
    const before = this.byAddress.get(address);
    const failures = (before?.failures ?? 0) + 1;
    const over = failures - this.failuresMax;
    const lockedUntilMs = over < 0 ? 0 : now + Math.min(lockoutMaxMs, lockoutMinMs * 2 ** over);
    this.byAddress.delete(address);
    this.byAddress.set(address, { failures, lastMs: now, lockedUntilMs });
    return Math.min(delayMaxMs, this.backoffMs * 2 ** (failures - 1));
  }

  succeeded(address: string): void {
    this.byAddress.delete(address);
  }

  private forget(now: number): void {
    for (const [address, { lastMs, lockedUntilMs }] of this.byAddress) {
      const isOld = now - lastMs > forgottenAfterMs && lockedUntilMs <= now;
      if (!isOld && this.byAddress.size < capacity) break;
      this.byAddress.delete(address);
    }
  }
}
