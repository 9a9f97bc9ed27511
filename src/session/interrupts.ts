/** Cancellation and time-outs of one session's statements. */
import { enterInterruptible } from '../common/interruption.ts';
import { SqlError, sqlError } from '../errors/index.ts';
import { memoryPool } from '../executor/index.ts';
import type { Host } from '../host/index.ts';

export class SessionInterrupts {
  private readonly host: Host;
  /** A statement runs. */
  private begun = false;
  private cancelled = false;
  private terminated = false;
  private deadline = Number.POSITIVE_INFINITY;
  /** Called when the session has to look again: it may be waiting for something. */
  wake: (() => void) | null = null;
  /** Called once, when the session is to end: it may be waiting for its client. */
  onTerminate: (() => void) | null = null;

  constructor(host: Host) {
    this.host = host;
  }

  /** A statement begins; `timeoutMs` 0 is none. */
  begin(timeoutMs: number): void {
    enterInterruptible(this);
    this.begun = true;
    this.cancelled = false;
    this.deadline = timeoutMs > 0 ? this.host.monotonicMs() + timeoutMs : Number.POSITIVE_INFINITY;
  }
  end(): void {
    enterInterruptible(null);
    this.begun = false;
    this.cancelled = false;
    this.deadline = Number.POSITIVE_INFINITY;
  }
  /** Limits the time of what is done before a statement begins; within one that has begun its own time goes on. */
  within<T>(timeoutMs: number, work: () => T): T {
    if (this.begun) return work();
    this.begin(timeoutMs);
    try {
      return work();
    } finally {
      this.end();
    }
  }
  get deadlineMs(): number {
    return this.deadline;
  }

  cancel(): void {
    this.cancelled = true;
    this.wake?.();
  }
  terminate(): void {
    const first = !this.terminated;
    this.terminated = true;
    this.wake?.();
    if (first) this.onTerminate?.();
  }
  get terminating(): boolean {
    return this.terminated;
  }

  check(): void {
    memoryPool.watch();
    if (this.terminated) {
      throw new SqlError('57P01', 'terminating connection due to administrator command', {}, 'FATAL');
    }
    if (this.cancelled) {
      this.cancelled = false;
      throw sqlError('query_canceled', 'canceling statement due to user request');
    }
    if (this.deadline !== Number.POSITIVE_INFINITY && this.host.monotonicMs() >= this.deadline) {
      this.deadline = Number.POSITIVE_INFINITY;
      throw sqlError('query_canceled', 'canceling statement due to statement timeout');
    }
  }
}
