/**
 * Whose statement this process is running. Functions that may work long on one value look whether that is still wanted; they know nothing
 * of sessions, and have the thread to themselves until they return.
 */
interface Interruptible {
  /** Throws when the statement has been cancelled or its time is up. */
  check(): void;
}

let running: Interruptible | null = null;

export function enterInterruptible(statement: Interruptible): void {
  running = statement;
}

export function checkInterruption(): void {
  running?.check();
}
