import { randomFillSync } from 'node:crypto';
import { MicrosecondClock, monotonicMs } from './clock.ts';

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

const clock = new MicrosecondClock(Date.now, monotonicMs);

/** The real world. */
export const nodeHost: Host = {
  now: () => clock.now(),
  monotonicMs,
  random: () => Math.random(),
  randomBytes: (count) => randomFillSync(new Uint8Array(count)),
  sleepSync(ms) {
    if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  },
  processId: () => process.pid,
};
