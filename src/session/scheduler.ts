/**
 * Drives running statements. `runToEnd` is the embedded synchronous call: it may not wait for others. `runTurns` shares the
 * event loop: each run has a few milliseconds, then everybody else's turn comes; locks and sleeps wait without a turn.
 */
import { enterInterruptible } from '../common/interruption.ts';
import { sqlError, unsupported } from '../errors/index.ts';
import { cancelWait, waitFor } from '../transaction/index.ts';
import { enterUserTypes } from '../types/index.ts';
import type { Session } from './session.ts';
import { lockNotAvailable } from './statement-errors.ts';
import { watchLockWait } from './statistics/lock-watch.ts';
import type { Pause, Running } from './wait.ts';

/** Where a statement's output goes, when that can be too slow for it. */
export interface Outlet {
  /** Asked at every pause: no more is wanted now. */
  full(): boolean;
  /** Calls `wake` once, when more is wanted. */
  whenReady(wake: () => void): void;
}

/** How long a statement runs before others get their turn. */
const turnMs = 4;

export function runToEnd<T>(session: Session, run: Running<T>): T {
  for (;;) {
    const next = resume(session, run);
    if (next.done === true) return next.value;
    const pause = next.value;
    if (pause.kind === 'sleep') {
      const { host } = session.core;
      const until = Math.min(pause.untilMs, session.interrupts.deadlineMs);
      host.sleepSync(until - host.monotonicMs());
    } else if (pause.kind === 'lock') raise(session, run, lockNotAvailable());
    else if (pause.kind === 'outside')
      raise(session, run, unsupported('a statement that waits for its client in a synchronous call'));
  }
}

/** Goes on with a statement. Others have had their turns since it paused, with other types. */
function resume<T>(session: Session, run: Running<T>): IteratorResult<Pause, T> {
  return within(session, () => run.next());
}

/** Lets the statement fail at the point where it paused, so that it cleans up. */
function raise<T>(session: Session, run: Running<T>, error: unknown): IteratorResult<Pause, T> {
  return within(session, () => run.throw(error));
}

/** With the session's types, and its time-outs and cancellation, which are no other's. */
function within<T>(session: Session, go: () => T): T {
  enterUserTypes(session.types);
  enterInterruptible(session.interrupts);
  try {
    return go();
  } finally {
    enterInterruptible(null);
  }
}

/**
 * Runs a statement for its first turn; most end within it. If it does not, the rest goes on in turns, and the promise of its
 * end is given to `later`.
 */
export function runFirstTurn<T>(
  session: Session,
  run: Running<T>,
  outlet: Outlet | null = null,
): { value: T } | { later: Promise<T> } {
  let next = resume(session, run);
  if (next.done === true) return { value: next.value };
  const { host } = session.core;
  const turnEnds = host.monotonicMs() + turnMs;
  for (;;) {
    const { kind } = next.value;
    const waits = kind === 'lock' || kind === 'sleep' || kind === 'outside';
    if (waits || outlet?.full() || host.monotonicMs() >= turnEnds) {
      return { later: takeTurns(session, run, next, outlet) };
    }
    next = resume(session, run);
    if (next.done === true) return { value: next.value };
  }
}

export function runTurns<T>(session: Session, run: Running<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    try {
      resolve(takeTurns(session, run, resume(session, run), null));
    } catch (error) {
      reject(error);
    }
  });
}

async function takeTurns<T>(
  session: Session,
  run: Running<T>,
  first: IteratorResult<Pause, T>,
  outlet: Outlet | null,
): Promise<T> {
  let next = first;
  let turnEnds = session.core.host.monotonicMs() + turnMs;
  while (next.done !== true) {
    const pause = next.value;
    try {
      if (pause.kind === 'lock') await waitForLock(session, pause);
      else if (pause.kind === 'sleep') await sleepUntil(session, pause.untilMs);
      else {
        // Who is waited for may answer without the event loop, so that the turn goes on.
        if (pause.kind === 'outside') await waitOutside(session, pause.whenReady);
        else if (outlet?.full()) await waitOutside(session, (wake) => outlet.whenReady(wake));
        if (session.core.host.monotonicMs() < turnEnds) {
          next = resume(session, run);
          continue;
        }
        await turn();
      }
      session.interrupts.check();
    } catch (error) {
      if (pause.kind === 'lock') cancelWait(pause.waiter);
      next = raise(session, run, error);
      continue;
    }
    turnEnds = session.core.host.monotonicMs() + turnMs;
    next = resume(session, run);
  }
  return next.value;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Wakes when the blocker has ended, or the session is interrupted, or its time is up. */
function waitForLock(session: Session, pause: Extract<Pause, { kind: 'lock' }>): Promise<void> {
  const { interrupts } = session;
  const { waiter, blocker } = pause;
  const lockTimeout = pause.patient === true ? 0 : Number(session.settings.get('lock_timeout'));
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | null = null;
    const endWatch = watchLockWait(session, waiter, blocker);
    const finish = (error: unknown): void => {
      endWatch(error === null);
      if (timer !== null) clearTimeout(timer);
      interrupts.wake = null;
      // Woken, it keeps its place in the lock's queue: in a new one, waiters would step back behind each other for ever.
      if (error === null) resolve();
      else reject(error);
    };
    const look = (): void => {
      try {
        interrupts.check();
      } catch (error) {
        finish(error);
      }
    };
    try {
      // The order in which waiters go on is the order of this list, so the wake-up goes through the event loop.
      waitFor(waiter, blocker, () => setImmediate(() => finish(null)));
    } catch (error) {
      endWatch(false);
      reject(error);
      return;
    }
    interrupts.wake = look;
    const now = session.core.host.monotonicMs();
    const statementLeft = interrupts.deadlineMs - now;
    if (lockTimeout > 0 && lockTimeout < statementLeft) {
      timer = setTimeout(
        () => finish(sqlError('lock_not_available', 'canceling statement due to lock timeout')),
        lockTimeout,
      );
    } else if (statementLeft !== Number.POSITIVE_INFINITY) lookAtDeadline();

    // Timers count from when the event loop last looked at the clock, so one may go off some milliseconds early.
    function lookAtDeadline(): void {
      timer = setTimeout(
        () => {
          lookAtDeadline();
          look();
        },
        Math.max(0, interrupts.deadlineMs - session.core.host.monotonicMs()) + 1,
      );
    }
  });
}

/** Wakes when told from outside, or the session is interrupted, or its time is up. */
function waitOutside(session: Session, whenReady: (wake: () => void) => void): Promise<void> {
  const { interrupts, core } = session;
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | null = null;
    const finish = (): void => {
      if (timer !== null) clearTimeout(timer);
      interrupts.wake = null;
      resolve();
    };
    const left = interrupts.deadlineMs - core.host.monotonicMs();
    if (left !== Number.POSITIVE_INFINITY) timer = setTimeout(finish, Math.max(0, left) + 1);
    interrupts.wake = finish;
    whenReady(finish);
  });
}

function sleepUntil(session: Session, untilMs: number): Promise<void> {
  const { interrupts, core } = session;
  return new Promise((resolve) => {
    const until = Math.min(untilMs, interrupts.deadlineMs);
    const finish = (): void => {
      clearTimeout(timer);
      interrupts.wake = null;
      resolve();
    };
    const timer = setTimeout(finish, Math.max(0, until - core.host.monotonicMs()) + 1);
    interrupts.wake = finish;
  });
}
