/** A pipeline that brings its input to an end, and then works on the rows that found no room, a few steps a turn. */
import type { Execution } from '../execution.ts';
import type { Pipeline } from '../pipeline.ts';

const stepsPerTurn = 16;

export abstract class PartsPipeline implements Pipeline {
  private readonly input: Pipeline;
  private readonly state: number;

  /** `input`: the pipeline that brings the rows. `state`: a slot of its own. */
  constructor(input: Pipeline, state: number) {
    this.input = input;
    this.state = state;
  }

  /** The work on what was put aside; null: nothing was. */
  protected abstract partsOf(execution: Execution): Iterator<void> | null;

  start(execution: Execution): void {
    execution.slots[this.state] = null;
    this.input.start(execution);
  }

  step(execution: Execution): boolean {
    const steps = execution.slots[this.state] as Iterator<void> | null;
    if (steps !== null) {
      for (let call = 0; call < stepsPerTurn; call++) if (steps.next().done === true) return true;
      return false;
    }
    if (!this.input.step(execution)) return false;
    const parts = this.partsOf(execution);
    if (parts === null) return true;
    execution.slots[this.state] = parts;
    return false;
  }
}
