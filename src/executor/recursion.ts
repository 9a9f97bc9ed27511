/** Drives WITH RECURSIVE: hands the rows of each round downstream, then runs the recursive term over them. */
import type { Execution } from './execution.ts';
import { morselRows, type Pipeline } from './pipeline.ts';

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
    const rows = slots[this.found] as unknown[];
    if (rows.length === 0) return true;
    slots[this.working] = rows;
    slots[this.found] = [];
    const body = execution.functions[this.fn]!;
    for (let from = 0; from < rows.length; from += morselRows) {
      if (body(execution, from, Math.min(from + morselRows, rows.length)) !== 0) return true;
    }
    execution.runUnit(this.unit);
    return false;
  }
}
