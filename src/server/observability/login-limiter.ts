import type { LoginAttempts } from './options.ts';

interface Failures {
  count: number;
  lockedUntilMs: number;
}

const freeFailures = 5;
const lockMinMs = 30_000;
const lockMaxMs = 15 * 60_000;
const addressesMax = 1000;

/** Failed log-ins by address, where nobody else counts them: after some in a row the address is locked out for longer and longer. */
export class LoginLimiter implements LoginAttempts {
  private readonly byAddress = new Map<string, Failures>();

  lockedForMs(address: string): number {
    return Math.max(0, (this.byAddress.get(address)?.lockedUntilMs ?? 0) - performance.now());
  }

  failed(address: string): number {
    const count = (this.byAddress.get(address)?.count ?? 0) + 1;
    const over = count - freeFailures;
    const lockedUntilMs = over < 0 ? 0 : performance.now() + Math.min(lockMaxMs, lockMinMs * 2 ** over);
    this.byAddress.delete(address);
    for (const oldest of this.byAddress.keys()) {
      if (this.byAddress.size < addressesMax) break;
      this.byAddress.delete(oldest);
    }
    this.byAddress.set(address, { count, lockedUntilMs });
    return Math.min(5000, 250 * 2 ** (count - 1));
  }

  succeeded(address: string): void {
    this.byAddress.delete(address);
  }
}
