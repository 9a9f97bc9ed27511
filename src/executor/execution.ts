/**
 * One run of a compiled statement: parameters, snapshot, and the slots in which its runtime structures stand. Generated
 * functions get it as `X`. An Execution of a prepared statement is used again when the statement is not running.
 */
import { sqlError } from '../errors/index.ts';
import type { FunctionContext } from '../functions/function-def.ts';
import type { Snapshot } from '../storage/index.ts';
import type { Transaction } from '../transaction/index.ts';
import type { Datum } from '../types/type-def.ts';
import { GroupTable } from './group-table.ts';
import { JoinTable } from './join-table.ts';
import type { RowChange } from './modify-target.ts';
import type { Pipeline } from './pipeline.ts';
import type { QueryMemory } from './spill/query-memory.ts';

/** Gives 1 when no more rows are wanted. */
export type CompiledFunction = (execution: Execution, from: number, to: number) => number;

/** A unit (compiler/unit.ts) ready to run. */
export interface RunnableUnit {
  readonly inits: readonly { readonly slot: number; readonly create: (execution: Execution) => unknown }[];
  readonly pipelines: readonly Pipeline[];
}

/** What is run: a compiled statement. */
export interface RunnableStatement {
  readonly functions: readonly CompiledFunction[];
  readonly units: readonly RunnableUnit[];
  readonly slotCount: number;
  readonly counters: { readonly size: number };
}

/** Called from time to time while statements run; throws when the statement has been cancelled or its time is up. */
export interface Interrupts {
  check(): void;
}

export class Execution {
  params: readonly Datum[] = [];
  slots: unknown[];
  readonly functions: readonly CompiledFunction[];
  readonly units: readonly RunnableUnit[];
  context: FunctionContext;
  snapshot: Snapshot;
  /** An older one that must show a row too for it to be changed; null: the snapshot itself. Foreign keys have it. */
  crosscheck: Snapshot | null = null;
  /** null: autocommitted reading. */
  transaction: Transaction | null;
  interrupts: Interrupts;
  memory: QueryMemory;
  /** Receives the result's columns, one call a row. */
  emit: (...columns: Datum[]) => void;
  ticks = 0;
  /** Rows per plan node, when instrumented. */
  counts: Float64Array;
  /** Row id that a tid scan reads, and of the row in RETURNING. */
  rowId = -1;
  /** Rows inserted, updated or deleted. */
  affected = 0;
  /** Changes that foreign keys have to look at. */
  changes: RowChange[] = [];
  /** Set when a step could not go on: the transaction that must end first. */
  blockedBy: Transaction | null = null;
  /** Whether the receiver of rows has enough for now: scans then end their step early. null: it takes whatever comes. */
  full: (() => boolean) | null = null;

  constructor(
    statement: RunnableStatement,
    environment: {
      readonly context: FunctionContext;
      readonly snapshot: Snapshot;
      readonly transaction: Transaction | null;
      readonly interrupts: Interrupts;
      readonly memory: QueryMemory;
      readonly emit: (...columns: Datum[]) => void;
    },
  ) {
    this.functions = statement.functions;
    this.units = statement.units;
    this.slots = new Array(statement.slotCount).fill(undefined);
    this.context = environment.context;
    this.snapshot = environment.snapshot;
    this.transaction = environment.transaction;
    this.interrupts = environment.interrupts;
    this.memory = environment.memory;
    this.emit = environment.emit;
    this.counts = new Float64Array(statement.counters.size);
  }

  /** Inside generated loops that can run long between two morsels. */
  tick(): void {
    if ((++this.ticks & 1023) === 0) this.interrupts.check();
  }

  /** Runs a sub-plan to its end. */
  runUnit(id: number): void {
    if (!this.runAtOnce(this.units[id]!)) throw new Error('a nested unit waits for a lock');
  }

  /** Runs a unit without a pause; false when it would have to wait for a transaction (`blockedBy`). */
  runAtOnce(unit: RunnableUnit): boolean {
    this.startUnit(unit);
    const { pipelines } = unit;
    for (let i = 0; i < pipelines.length; i++) {
      const pipeline = pipelines[i]!;
      pipeline.start(this);
      while (!pipeline.step(this)) {
        if (this.blockedBy !== null) return false;
        this.interrupts.check();
      }
    }
    return true;
  }

  startUnit(unit: RunnableUnit): void {
    for (const { slot, create } of unit.inits) {
      const last = this.slots[slot];
      // Of the time before, when the unit is run for each row of something.
      if (last instanceof GroupTable || last instanceof JoinTable) last.release(this.memory);
      this.slots[slot] = create(this);
    }
  }
}

export function moreThanOneRow(): never {
  throw sqlError('cardinality_violation', 'more than one row returned by a subquery used as an expression');
}
