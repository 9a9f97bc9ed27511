/**
 * Aggregates over frames that move, by what the aggregate allows:
 *
 * - `FoldedFrame` goes on from the last frame where the new one only has more rows at its end, and begins anew elsewhere. Floats
 *   need this whatever the frame: their sums depend on the order of additions.
 * - `FrameTree` keeps states of aligned runs of rows, eight of a level to one of the next, for aggregates whose states can be
 *   merged; a frame is made of few of them (Leis et al., "Efficient Processing of Window Functions in Analytical SQL Queries",
 *   VLDB 2015). Runs are aggregated when a frame first contains them, so no row outside of all frames is looked at.
 *
 * Exact sums and counts are differences of running totals, see exact-frames.ts.
 */
import type { Datum } from '../../types/type-def.ts';
import type { Execution } from '../execution.ts';
import type { WindowFrame } from './window-frame.ts';

export interface FrameAggregate {
  value(frame: WindowFrame): Datum;
  /** Gives back what it holds. */
  close?(): void;
}

/** The functions of an aggregate, bound to the rows of the window. */
export interface FrameSteps {
  init(): unknown;
  /** State with the row taken in. */
  step(row: number, state: unknown): unknown;
  final(state: unknown): Datum;
}

export class FoldedFrame implements FrameAggregate {
  private readonly execution: Execution;
  private readonly steps: FrameSteps;
  private state: unknown = null;
  private start = -1;
  private end = -1;
  private result: Datum = null;

  constructor(execution: Execution, steps: FrameSteps) {
    this.execution = execution;
    this.steps = steps;
  }

  value(frame: WindowFrame): Datum {
    const { steps } = this;
    const whole = frame.pieces === 1 && frame.lows[0] === frame.start && frame.highs[0] === frame.end;
    if (whole && frame.start === this.start && frame.end >= this.end) {
      if (frame.end === this.end) return this.result;
      this.take(this.end, frame.end);
    } else {
      this.state = steps.init();
      for (let i = 0; i < frame.pieces; i++) this.take(frame.lows[i]!, frame.highs[i]!);
    }
    this.start = whole ? frame.start : -1;
    this.end = frame.end;
    this.result = steps.final(this.state);
    return this.result;
  }

  private take(low: number, high: number): void {
    for (let row = low; row < high; row++) {
      this.execution.tick();
      this.state = this.steps.step(row, this.state);
    }
  }
}

const fanOut = 8;

export class FrameTree implements FrameAggregate {
  private readonly execution: Execution;
  private readonly steps: FrameSteps;
  /** A new state from those of two runs of rows, the first before the second. */
  private readonly merge: (a: unknown, b: unknown) => unknown;
  /** `levels[k][i]`: state of the rows from i·8^(k+1) on, 8^(k+1) of them, counted from `base`. */
  private levels: unknown[][] = [];
  private base = -1;

  constructor(execution: Execution, steps: FrameSteps, merge: (a: unknown, b: unknown) => unknown) {
    this.execution = execution;
    this.steps = steps;
    this.merge = merge;
  }

  value(frame: WindowFrame): Datum {
    if (frame.partitionStart !== this.base) {
      this.base = frame.partitionStart;
      this.levels = [];
    }
    let state: unknown = this.steps.init();
    let empty = true;
    for (let i = 0; i < frame.pieces; i++) {
      const high = frame.highs[i]! - this.base;
      let at = frame.lows[i]! - this.base;
      while (at < high) {
        let level = 0;
        let size = 1;
        while (at % (size * fanOut) === 0 && at + size * fanOut <= high) {
          size *= fanOut;
          level++;
        }
        const part = this.run(level, at / size);
        state = empty ? part : this.merge(state, part);
        empty = false;
        at += size;
      }
    }
    return this.steps.final(state);
  }

  /** State of the i-th run of 8^level rows. */
  private run(level: number, i: number): unknown {
    this.execution.tick();
    if (level === 0) return this.steps.step(this.base + i, this.steps.init());
    while (this.levels.length < level) this.levels.push([]);
    const runs = this.levels[level - 1]!;
    const known = runs[i];
    if (known !== undefined) return known;
    let state = this.run(level - 1, i * fanOut);
    for (let child = 1; child < fanOut; child++) state = this.merge(state, this.run(level - 1, i * fanOut + child));
    runs[i] = state;
    return state;
  }
}
