/**
 * The clocks of the real world. `performance` would do, but loading it costs a process more than its first statements; and its time
 * of day stands still while a computer sleeps.
 */

/** Between the epochs of JavaScript (1970) and PostgreSQL (2000), in µs. */
const epochDifference = 946_684_800_000_000;

/** Milliseconds of a clock that never goes back. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** The clock of `Date.now()`, read in µs: what the monotonic clock adds to it within a millisecond. */
export class MicrosecondClock {
  private readonly wallMs: () => number;
  private readonly monotonicMs: () => number;
  /** What the monotonic clock is behind the epoch, in µs. */
  private behind = Number.NEGATIVE_INFINITY;

  constructor(wall: () => number, monotonic: () => number) {
    this.wallMs = wall;
    this.monotonicMs = monotonic;
  }

  /** µs since 2000-01-01 UTC, in the very millisecond that `Date.now()` tells; goes back only when that does. */
  now(): number {
    const passed = Math.round(this.monotonicMs() * 1000);
    const least = this.wallMs() * 1000;
    const most = least + 999;
    const fine = this.behind + passed;
    const now = fine < least ? least : fine > most ? most : fine;
    // The clock was set, has been slewed, or slept.
    if (now !== fine) this.behind = now - passed;
    return now - epochDifference;
  }
}
