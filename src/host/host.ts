import { randomFillSync } from 'node:crypto';

/** Between the epochs of JavaScript (1970) and PostgreSQL (2000), in µs. */
const epochDifference = 946_684_800_000_000;

export interface Host {
  /** µs since 2000-01-01 UTC. */
  now(): number;
  /** Milliseconds of a clock that never goes back; for time-outs and durations. */
  monotonicMs(): number;
  /** Uniform in [0, 1). */
  random(): number;
  randomBytes(count: number): Uint8Array;
  /** Blocks the thread. */
  sleepSync(ms: number): void;
  processId(): number;
}

/** The real world. */
export const nodeHost: Host = {
  now: () => Math.round((performance.timeOrigin + performance.now()) * 1000) - epochDifference,
  monotonicMs: () => performance.now(),
  random: () => Math.random(),
  randomBytes: (count) => randomFillSync(new Uint8Array(count)),
  sleepSync(ms) {
    if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  },
  processId: () => process.pid,
};
