/**
 * A sequence's counter. It is not transactional: nextval is never undone, and a rolled-back transaction leaves a gap. What is
 * transactional (RESTART, a change of bounds) makes a new state under a new storage id instead.
 */
export interface SequenceState {
  lastValue: bigint;
  isCalled: boolean;
  /** How many further values are already in the log; shown by `SELECT * FROM sequence`. */
  logCount: number;
}
