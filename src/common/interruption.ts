/**
 * Whose statement this process is running. Functions that may work long on one value look whether that is still wanted; they know nothing
 * of sessions, and have the thread to themselves until they return.
 */
interface Interruptible {
  /** Throws when the statement has been cancelled or its time is up. */
  check(): void;
}

let running: Interruptible | null = null;

/** null: none runs, or one that is over. What follows is nobody's until somebody enters again. */
export function enterInterruptible(statement: Interruptible | null): void {
  running = statement;
}

/** For what must be done to its end, such as undoing a change. */
export function uninterrupted<T>(work: () => T): T {
  const before = running;
  running = null;
  try {
    return work();
  } finally {
    running = before;
  }
}

export function checkInterruption(): void {
  running?.check();
}
