/**
 * How many rows a generated function is given at once. Enough for V8 to be quick, and so few that others get their turn and a statement
 * hears that it is cancelled: what a row costs shows while it runs, for a function in it may take microseconds or seconds.
 */
import { nodeHost } from '../host/index.ts';

const leastRows = 8;
/** After which a step ends. */
const longMs = 4;
/** So soon over, more can be done at once. */
const shortMs = 1;

/** Kept with a plan: what its rows have cost before is what they will cost. */
export class Pace {
  /** For the next call. */
  rows: number;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
    this.rows = Math.min(leastRows, most);
  }

  /** Whoever takes the rows may want few of them at once: they may be long, whatever they cost. */
  restart(): void {
    this.rows = Math.min(leastRows, this.most);
  }

  begin(): number {
    return nodeHost.monotonicMs();
  }

  /** After a call in a step that began at `began`: whether the step has taken long. The clock is not asked after each quick call. */
  isOver(began: number, isLast: boolean): boolean {
    if (this.rows === this.most && !isLast) return false;
    const passed = nodeHost.monotonicMs() - began;
    if (passed > longMs) {
      this.rows = Math.max(Math.min(leastRows, this.most), Math.floor((this.rows * longMs) / passed));
      return true;
    }
    if (passed < shortMs) this.rows = Math.min(this.most, this.rows * 2);
    return false;
  }
}
