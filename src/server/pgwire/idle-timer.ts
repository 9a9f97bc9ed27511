/** Ends sessions whose clients say nothing for too long: idle_session_timeout and idle_in_transaction_session_timeout. */
import { SqlError } from '../../errors/index.ts';
import type { Session } from '../../session/index.ts';

export class IdleTimer {
  private readonly expired: (error: SqlError) => void;
  private timer: NodeJS.Timeout | null = null;

  constructor(expired: (error: SqlError) => void) {
    this.expired = expired;
  }

  /** The client has been told that the session is ready. */
  start(session: Session): void {
    this.stop();
    const idle = session.status === 'idle';
    const timeoutMs = idle ? session.idleTimeouts.outside : session.idleTimeouts.inTransaction;
    if (timeoutMs === 0) return;
    const { host } = session.core;
    const until = host.monotonicMs() + timeoutMs;
    const look = (): void => {
      // Timers may go off some milliseconds early.
      const left = until - host.monotonicMs();
      if (left > 0) {
        this.timer = setTimeout(look, left + 1);
        this.timer.unref();
        return;
      }
      this.timer = null;
      this.expired(
        idle
          ? new SqlError('57P05', 'terminating connection due to idle-session timeout', {}, 'FATAL')
          : new SqlError('25P03', 'terminating connection due to idle-in-transaction timeout', {}, 'FATAL'),
      );
    };
    this.timer = setTimeout(look, timeoutMs);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
  }
}
