/**
 * Pipelines: a source that gives rows in morsels, and a generated function that takes each morsel through to a sink.
 * The plan's configuration is here, the state in slots of the execution, so one compiled statement can run many times.
 */
import type { SegmentView, TableStore } from '../storage/index.ts';
import type { Datum } from '../types/type-def.ts';
import type { Comparison } from './comparison.ts';
import type { Execution } from './execution.ts';
import type { IndexProbe } from './index-probe.ts';
import { Pace } from './pace.ts';
import type { Sorter } from './sorter.ts';
import type { RowStore } from './spill/row-store.ts';

export interface Pipeline {
  start(execution: Execution): void;
  /** Runs one slice; true when there are no more. */
  step(execution: Execution): boolean;
}

/** Rows per call of a generated function: small enough for V8 to tier up on calls (docs/architecture/overview.md, "Rules for generated code"). */
export const morselRows = 1024;
/** Rows per call where each row may be joined with many others by nested loops. */
export const heavyMorselRows = 8;
/** Calls per step. */
const callsPerStep = 16;

/** A generated function called once. */
export class OncePipeline implements Pipeline {
  private readonly fn: number;
  constructor(fn: number) {
    this.fn = fn;
  }
  start(): void {}
  step(execution: Execution): boolean {
    execution.functions[this.fn]!(execution, 0, 0);
    return true;
  }
}

/** Runtime work between pipelines: laying out a hash table, sorting. */
export class FinishPipeline implements Pipeline {
  private readonly run: (execution: Execution) => void;
  constructor(run: (execution: Execution) => void) {
    this.run = run;
  }
  start(): void {}
  step(execution: Execution): boolean {
    this.run(execution);
    return true;
  }
}

/** Row numbers 0..count-1 of something that `count` knows; the position stands in a slot. */
export class RangePipeline implements Pipeline {
  private readonly fn: number;
  private readonly position: number;
  private readonly count: (execution: Execution) => number;
  private readonly pace: Pace;
  constructor(fn: number, position: number, count: (execution: Execution) => number, rows: number) {
    this.fn = fn;
    this.position = position;
    this.count = count;
    this.pace = new Pace(rows);
  }
  start(execution: Execution): void {
    if (execution.full !== null) this.pace.restart();
    execution.slots[this.position] = 0;
  }
  step(execution: Execution): boolean {
    const count = this.count(execution);
    let from = execution.slots[this.position] as number;
    const body = execution.functions[this.fn]!;
    const began = this.pace.begin();
    for (let call = 0; call < callsPerStep; call++) {
      if (from >= count) return true;
      const to = Math.min(from + this.pace.rows, count);
      if (body(execution, from, to) !== 0) return true;
      from = to;
      if (this.pace.isOver(began, call === callsPerStep - 1) || execution.full?.()) break;
    }
    execution.slots[this.position] = from;
    return from >= count;
  }
}

/** The rows of the RowStore in a slot, by their positions: those of one call are in one page. */
export class StorePipeline implements Pipeline {
  private readonly fn: number;
  private readonly position: number;
  private readonly storeOf: (execution: Execution) => RowStore;
  private readonly pace: Pace;
  constructor(fn: number, position: number, storeOf: (execution: Execution) => RowStore, rows: number) {
    this.fn = fn;
    this.position = position;
    this.storeOf = storeOf;
    this.pace = new Pace(rows);
  }
  start(execution: Execution): void {
    if (execution.full !== null) this.pace.restart();
    execution.slots[this.position] = 0;
  }
  step(execution: Execution): boolean {
    const store = this.storeOf(execution);
    const { count } = store;
    let from = execution.slots[this.position] as number;
    const body = execution.functions[this.fn]!;
    const began = this.pace.begin();
    for (let call = 0; call < callsPerStep; call++) {
      if (from >= count) return true;
      const to = Math.min(from + this.pace.rows, store.pageEnd(from));
      if (body(execution, from, to) !== 0) return true;
      from = to;
      if (this.pace.isOver(began, call === callsPerStep - 1) || execution.full?.()) break;
    }
    execution.slots[this.position] = from;
    return from >= count;
  }
}

/** Runtime work that can take long, in steps: `run` gives control back now and then. */
export class StepsPipeline implements Pipeline {
  private readonly slot: number;
  private readonly run: (execution: Execution) => Iterator<void>;
  constructor(slot: number, run: (execution: Execution) => Iterator<void>) {
    this.slot = slot;
    this.run = run;
  }
  start(execution: Execution): void {
    execution.slots[this.slot] = this.run(execution);
  }
  step(execution: Execution): boolean {
    const steps = execution.slots[this.slot] as Iterator<void>;
    for (let call = 0; call < callsPerStep; call++) if (steps.next().done === true) return true;
    return false;
  }
}

/** Rows in the order of a Sorter, from memory or from the merge of its runs. */
export class SortedPipeline implements Pipeline {
  private readonly fn: number;
  private readonly sorter: number;
  private readonly rows: number;
  private readonly inMemory: RangePipeline;
  constructor(fn: number, position: number, sorter: number, rows: number) {
    this.fn = fn;
    this.rows = rows;
    this.sorter = sorter;
    this.inMemory = new RangePipeline(fn, position, (x) => (x.slots[sorter] as Sorter).order.length, rows);
  }
  start(execution: Execution): void {
    this.inMemory.start(execution);
  }
  step(execution: Execution): boolean {
    const sorter = execution.slots[this.sorter] as Sorter;
    if (sorter.external === null) return this.inMemory.step(execution);
    const body = execution.functions[this.fn]!;
    for (let call = 0; call < callsPerStep; call++) {
      const count = sorter.nextMerged(this.rows);
      if (count === 0 || body(execution, 0, count) !== 0) return true;
      if (execution.full?.()) break;
    }
    return false;
  }
}

/** A condition `column op value` that a segment's zone map can refute. */
export interface ZoneTest {
  readonly column: number;
  readonly op: Comparison;
  readonly value: (execution: Execution) => Datum;
}

export interface ScanState {
  segment: number;
  offset: number;
  /** Segments that existed when the scan began: later ones hold rows this snapshot cannot see. */
  segmentCount: number;
  readonly tests: { column: number; op: Comparison; value: number }[];
  empty: boolean;
  view: SegmentView;
}

/** All segments of a table. */
export class ScanPipeline implements Pipeline {
  private readonly fn: number;
  private readonly slot: number;
  private readonly viewSlot: number;
  private readonly table: TableStore;
  private readonly columns: readonly number[];
  private readonly zoneTests: readonly ZoneTest[];
  private readonly pace: Pace;
  constructor(config: {
    readonly fn: number;
    readonly slot: number;
    readonly viewSlot: number;
    readonly table: TableStore;
    readonly columns: readonly number[];
    readonly zoneTests: readonly ZoneTest[];
    readonly rows: number;
  }) {
    this.fn = config.fn;
    this.slot = config.slot;
    this.viewSlot = config.viewSlot;
    this.table = config.table;
    this.columns = config.columns;
    this.zoneTests = config.zoneTests;
    this.pace = new Pace(config.rows);
  }

  start(execution: Execution): void {
    if (execution.full !== null) this.pace.restart();
    const state: ScanState = {
      segment: 0,
      offset: 0,
      segmentCount: this.table.beginScan(execution.snapshot),
      tests: [],
      empty: false,
      view: execution.slots[this.viewSlot] as SegmentView,
    };
    for (const test of this.zoneTests) {
      const value = test.value(execution);
      // A comparison with null is never true.
      if (value === null) state.empty = true;
      else if (typeof value === 'number' && !Number.isNaN(value))
        state.tests.push({ column: test.column, op: test.op, value });
    }
    execution.slots[this.slot] = state;
  }

  step(execution: Execution): boolean {
    const state = execution.slots[this.slot] as ScanState;
    if (state.empty) return true;
    while (state.segment < state.segmentCount && !this.open(state, execution)) state.segment++;
    if (state.segment >= state.segmentCount) return true;
    const body = execution.functions[this.fn]!;
    const { view } = state;
    const began = this.pace.begin();
    for (let call = 0; call < callsPerStep; call++) {
      const to = Math.min(state.offset + this.pace.rows, view.count);
      if (to > state.offset && body(execution, state.offset, to) !== 0) return true;
      state.offset = to;
      if (to >= view.count) {
        state.offset = 0;
        state.segment++;
        break;
      }
      if (this.pace.isOver(began, call === callsPerStep - 1) || execution.full?.()) break;
    }
    return state.segment >= state.segmentCount;
  }

  /**
   * Views are opened anew in each step, for others may write between two. The rows a snapshot sees and their order never
   * change, so `offset` keeps its meaning.
   */
  private open(state: ScanState, execution: Execution): boolean {
    for (const test of state.tests) if (this.refuted(state.segment, test)) return false;
    return this.table.scanView(state.segment, execution.snapshot, this.columns, state.view);
  }

  private refuted(segment: number, test: { column: number; op: Comparison; value: number }): boolean {
    const { min, max } = this.table.segments[segment]!.zone(test.column);
    switch (test.op) {
      case '=':
        return max < test.value || min > test.value;
      case '<':
        return min >= test.value;
      case '<=':
        return min > test.value;
      case '>':
        return max <= test.value;
      case '>=':
        return max < test.value;
      default:
        return false;
    }
  }
}

/** Rows an index finds: `open` (generated) sets the probe's bounds, `fn` takes batches of row ids. */
export class IndexPipeline implements Pipeline {
  private readonly open: number;
  private readonly fn: number;
  private readonly probe: number;
  constructor(open: number, fn: number, probe: number) {
    this.open = open;
    this.fn = fn;
    this.probe = probe;
  }
  start(execution: Execution): void {
    execution.functions[this.open]!(execution, 0, 0);
  }
  step(execution: Execution): boolean {
    const probe = execution.slots[this.probe] as IndexProbe;
    const count = probe.fill();
    if (count === 0) return true;
    return execution.functions[this.fn]!(execution, 0, count) !== 0;
  }
}

/** Rows of an iterable (set-returning functions, catalog relations), handed over in batches of arrays. */
export interface IteratorState {
  iterator: Iterator<readonly Datum[]>;
  rows: (readonly Datum[])[];
}
export class IteratorPipeline implements Pipeline {
  private readonly fn: number;
  private readonly slot: number;
  private readonly open: (execution: Execution) => Iterable<readonly Datum[]>;
  constructor(fn: number, slot: number, open: (execution: Execution) => Iterable<readonly Datum[]>) {
    this.fn = fn;
    this.slot = slot;
    this.open = open;
  }
  start(execution: Execution): void {
    const state: IteratorState = { iterator: this.open(execution)[Symbol.iterator](), rows: [] };
    execution.slots[this.slot] = state;
  }
  step(execution: Execution): boolean {
    const state = execution.slots[this.slot] as IteratorState;
    const { rows, iterator } = state;
    rows.length = 0;
    let done = false;
    while (rows.length < morselRows) {
      const next = iterator.next();
      if (next.done === true) {
        done = true;
        break;
      }
      rows.push(next.value);
    }
    if (rows.length > 0 && execution.functions[this.fn]!(execution, 0, rows.length) !== 0) {
      iterator.return?.();
      return true;
    }
    return done;
  }
}
