/** Clock, randomness and timers that are functions of a seed and of what is done. */
import type { Host } from '../../../src/host/index.ts';
import { Random } from '../../../src/host/simulated/random.ts';

/** Time passes only when `pass` is called. */
export class FakeHost implements Host {
  private readonly bits: Random;
  private ms = 0;

  constructor(seed: number) {
    this.bits = new Random(seed);
  }

  pass(ms: number): void {
    this.ms += ms;
  }
  now(): number {
    return 800_000_000_000_000 + this.ms * 1000;
  }
  monotonicMs(): number {
    return this.ms;
  }
  random(): number {
    return this.bits.next() / 2 ** 32;
  }
  randomBytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.bits.below(256));
  }
  sleepSync(ms: number): void {
    this.ms += ms;
  }
  processId(): number {
    return 4711;
  }
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/**
 * Takes the place of the process's timers while a history runs, so that they go off when the fake clock says so. With
 * `dropsImmediates`, work that is put off to the next turn of the event loop never comes: for runs that have no turns.
 */
export class FakeTimers {
  private readonly host: FakeHost;
  private readonly timers = new Set<Timer>();
  private readonly real = { setTimeout, clearTimeout, setImmediate };

  constructor(host: FakeHost, dropsImmediates: boolean) {
    this.host = host;
    const fake = {
      setTimeout: (run: () => void, ms = 0) => {
        const timer = { at: host.monotonicMs() + ms, run, unref: () => timer, ref: () => timer };
        this.timers.add(timer);
        return timer;
      },
      clearTimeout: (timer: Timer) => void this.timers.delete(timer),
      ...(dropsImmediates ? { setImmediate: () => ({ unref: () => {} }) } : {}),
    };
    Object.assign(globalThis, fake);
  }

  fire(): void {
    for (const timer of [...this.timers]) {
      if (timer.at > this.host.monotonicMs()) continue;
      this.timers.delete(timer);
      timer.run();
    }
  }

  restore(): void {
    Object.assign(globalThis, this.real);
  }
}
