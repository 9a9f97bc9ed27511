/** Drives WITH RECURSIVE: hands the rows of each round downstream, then runs the recursive term over them. */
import type { Execution } from './execution.ts';
import { morselRows, type Pipeline } from './pipeline.ts';
import { type RowStore, renewedStore } from './spill/row-store.ts';

export class RecursionPipeline implements Pipeline {
  private readonly fn: number;
  /** Slot of the rows the recursive term reads, and of those it has found. */
  private readonly working: number;
  private readonly found: number;
  private readonly unit: number;

  constructor(fn: number, working: number, found: number, unit: number) {
    this.fn = fn;
    this.working = working;
    this.found = found;
    this.unit = unit;
  }

  start(): void {}

  /** One round. */
  step(execution: Execution): boolean {
    const { slots } = execution;
    const rows = slots[this.found] as RowStore;
    const { count } = rows;
    if (count === 0) return true;
    // The rows of the round before are those that room is made of for the next ones.
    const last = slots[this.working];
    slots[this.working] = rows;
    slots[this.found] = renewedStore(last, rows.width, execution.memory);
    const body = execution.functions[this.fn]!;
    for (let from = 0; from < count; ) {
      const to = Math.min(from + morselRows, rows.pageEnd(from));
      if (body(execution, from, to) !== 0) return true;
      from = to;
    }
    execution.runUnit(this.unit);
    return false;
  }
}
