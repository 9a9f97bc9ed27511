/**
 * Grouping of more groups than fit into memory: when the table is full, rows of groups that it has go on being aggregated, and
 * the others are put aside by the hash of their keys. When the groups of the table have been given, it is emptied and the rows
 * of one part after the other take the same way. What is put aside are rows and not states, so that it works for every aggregate.
 */
import type { Execution } from '../execution.ts';
import type { GroupTable } from '../group-table.ts';
import { morselRows, type Pipeline } from '../pipeline.ts';
import { RowBuffer } from '../row-buffer.ts';
import { levelMost, type Part, Partitions } from './partitions.ts';
import { PartsPipeline } from './parts-pipeline.ts';
import type { QueryMemory } from './query-memory.ts';
import type { KeyForms } from './value-hash.ts';

export class GroupSpill {
  private readonly table: GroupTable;
  private readonly parts: Partitions;
  /** Rows that generated code puts aside, and those it takes up again. */
  readonly rows: RowBuffer;
  readonly again: RowBuffer;
  private pending: Part[] = [];
  private level = 0;
  private block = 0;
  private current: Part | null = null;
  private begun = false;
  /** Parts that were worked on, the first rows among them. */
  batches = 1;

  constructor(table: GroupTable, width: number, keys: readonly number[], forms: KeyForms, memory: QueryMemory) {
    this.table = table;
    this.parts = new Partitions(width, keys, forms, memory);
    this.rows = this.parts.rows;
    this.again = new RowBuffer(width, memory);
  }

  get diskBytes(): number {
    return this.parts.diskBytes;
  }

  /** The table takes no more groups. False where dividing the rows further does not help: then it goes on. */
  begin(): boolean {
    if (this.level > levelMost) return false;
    this.begun = true;
    this.parts.begin(this.level);
    return true;
  }

  /** The groups of the table have been given: goes on with the next part. False: there is none. */
  nextPart(): boolean {
    const part = this.pending.pop();
    if (part === undefined) {
      this.parts.close();
      return false;
    }
    this.table.reset();
    this.current = part;
    this.level = part.level;
    this.block = 0;
    this.batches++;
    return true;
  }

  /** All rows of the part, or of the input, have been aggregated or put aside. */
  endPart(): void {
    if (!this.begun) return;
    this.begun = false;
    for (const blocks of this.parts.take()) {
      if (blocks !== null) this.pending.push({ level: this.level + 1, blocks });
    }
  }

  /** Reads on in the part; how many rows are in `again`. 0: that was all. */
  read(): number {
    const { again, current } = this;
    again.clear();
    if (this.block >= current!.blocks!.blockCount) return 0;
    again.count = current!.blocks!.read(this.block++, again, 0);
    again.measure();
    return again.count;
  }
}

interface GroupsState {
  position: number;
  /** Rows of `again` that have been aggregated; -1 while groups are given. */
  taken: number;
  rows: number;
  /** What is to be done before groups are given; null: nothing. */
  steps: Iterator<void> | null;
}

/** Gives the groups of a table on, and works on the rows put aside. */
export class GroupsPipeline implements Pipeline {
  private readonly give: number;
  /** The function that aggregates rows of `again`, once it is needed. */
  private readonly takeAgain: ((execution: Execution) => number) | null;
  private readonly table: number;
  private readonly state: number;
  private readonly rows: number;

  constructor(config: {
    readonly give: number;
    readonly takeAgain: ((execution: Execution) => number) | null;
    readonly table: number;
    readonly state: number;
    readonly rows: number;
  }) {
    this.give = config.give;
    this.takeAgain = config.takeAgain;
    this.table = config.table;
    this.state = config.state;
    this.rows = config.rows;
  }

  start(execution: Execution): void {
    const table = execution.slots[this.table] as GroupTable;
    table.spill?.endPart();
    const state: GroupsState = { position: 0, taken: -1, rows: 0, steps: table.finishGathered() };
    execution.slots[this.state] = state;
  }

  step(execution: Execution): boolean {
    const state = execution.slots[this.state] as GroupsState;
    const table = execution.slots[this.table] as GroupTable;
    for (let call = 0; call < 16; call++) {
      if (state.taken >= 0) {
        this.takeUp(execution, state, table);
        continue;
      }
      if (state.steps !== null) {
        if (state.steps.next().done === true) state.steps = null;
        continue;
      }
      if (state.position < table.count) {
        const to = Math.min(state.position + this.rows, table.count);
        if (execution.functions[this.give]!(execution, state.position, to) !== 0) return ended(table);
        state.position = to;
        continue;
      }
      if (table.spill === null || !table.spill.nextPart()) return ended(table);
      state.taken = 0;
      state.rows = 0;
    }
    return false;
  }

  private takeUp(execution: Execution, state: GroupsState, table: GroupTable): void {
    const spill = table.spill!;
    if (state.taken >= state.rows) {
      state.taken = 0;
      state.rows = spill.read();
      if (state.rows === 0) {
        spill.endPart();
        state.taken = -1;
        state.position = 0;
        state.steps = table.finishGathered();
        return;
      }
    }
    const to = Math.min(state.taken + morselRows, state.rows);
    const fn = this.takeAgain!(execution);
    execution.functions[fn]!(execution, state.taken, to);
    state.taken = to;
  }
}

function ended(table: GroupTable): true {
  table.dropGathered();
  return true;
}

/** DISTINCT: rows go on as soon as they are seen to be new; then those that were put aside take the same way. */
export class DistinctPipeline extends PartsPipeline {
  private readonly table: number;
  private readonly takeAgain: (execution: Execution) => number;

  constructor(input: Pipeline, table: number, state: number, takeAgain: (execution: Execution) => number) {
    super(input, state);
    this.table = table;
    this.takeAgain = takeAgain;
  }

  protected partsOf(execution: Execution): Iterator<void> | null {
    const { spill } = execution.slots[this.table] as GroupTable;
    return spill === null ? null : this.run(execution, spill);
  }

  private *run(execution: Execution, spill: GroupSpill): Generator<void, void, void> {
    const take = execution.functions[this.takeAgain(execution)]!;
    spill.endPart();
    while (spill.nextPart()) {
      for (let count = spill.read(); count > 0; count = spill.read()) {
        for (let from = 0; from < count; from += morselRows) {
          if (take(execution, from, Math.min(from + morselRows, count)) !== 0) return;
          yield;
        }
      }
      spill.endPart();
    }
  }
}
