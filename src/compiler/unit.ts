import { assert } from '../common/assert.ts';
import { sqlError } from '../errors/index.ts';
import type { CompiledFunction, Execution } from '../executor/execution.ts';
import type { Pipeline } from '../executor/pipeline.ts';
import type { PhysicalPlan } from '../planner/physical-plan.ts';
import type { IndexStore, TableStore } from '../storage/index.ts';
import type { Oid } from '../types/type-def.ts';
import { ConstantPool } from './constants.ts';
import { factoryFor } from './function-cache.ts';
import { FunctionWriter } from './function-writer.ts';
import { type Scope, varKey } from './scope.ts';
import { type Value, value } from './value.ts';

/** What V8 still compiles in a second or two. */
const lengthMax = 16_000_000;
const checkEvery = 50_000;

/** Where the compiler finds the stores of the database it compiles for. */
export interface StoreAccess {
  table(oid: Oid): TableStore;
  index(oid: Oid): IndexStore;
}

/** Gives a runtime structure its value each time the unit starts. */
export interface SlotInit {
  readonly slot: number;
  readonly create: (execution: Execution) => unknown;
}

/**
 * One statement being compiled: the constants and functions shared by its units, and the numbering of slots.
 * A slot is a place in `Execution.slots` for a runtime structure (hash table, sorter, buffer) or a parameter of a sub-plan.
 */
export class StatementCompiler {
  readonly pool = new ConstantPool();
  readonly functions: string[] = [];
  readonly units: Unit[] = [];
  slotCount = 0;
  private nameCount = 0;
  private length = 0;
  private checkAt = checkEvery;
  private readonly checkInterrupts: () => void;
  readonly stores: StoreAccess;
  /** Count rows per plan node for EXPLAIN ANALYZE. */
  readonly instrument: boolean;
  readonly counterOf = new Map<object, number>();
  /** Row sub-plans met so far, numbered. */
  readonly rowSubPlans = new Map<object, number>();
  /** Writes a plan; set by whoever drives the compilation, for sub-plans inside expressions. */
  produce: (plan: PhysicalPlan, unit: Unit, consume: (writer: FunctionWriter, scope: Scope) => void) => void = () => {
    throw new Error('no plan compiler');
  };

  constructor(stores: StoreAccess, instrument: boolean, checkInterrupts: () => void) {
    this.checkInterrupts = checkInterrupts;
    this.stores = stores;
    this.instrument = instrument;
  }

  next(): number {
    return this.nameCount++;
  }

  wrote(length: number): void {
    this.length += length;
    if (this.length > lengthMax) {
      throw sqlError('statement_too_complex', 'statement is too complex', {
        detail: `The code generated for it would be longer than ${lengthMax} characters.`,
      });
    }
    if (this.length >= this.checkAt) {
      this.checkAt = this.length + checkEvery;
      this.checkInterrupts();
    }
  }

  newSlot(): number {
    return this.slotCount++;
  }

  newUnit(parent: Unit | null, callScope: Scope | null): Unit {
    const unit = new Unit(this, this.units.length, parent, callScope);
    this.units.push(unit);
    return unit;
  }

  writer(prefix: string, parameters: string): FunctionWriter {
    return new FunctionWriter(`${prefix}${this.next()}`, parameters, this);
  }

  /** Adds a finished function; its index in `functions` finds it at run time. */
  finish(writer: FunctionWriter): number {
    this.functions.push(writer.text());
    this.functionNames.push(writer.name);
    return this.functions.length - 1;
  }
  readonly functionNames: string[] = [];

  /** Adds a function with parameters of its own. */
  addFunction(name: string, text: string): number {
    this.functions.push(text);
    this.functionNames.push(name);
    return this.functions.length - 1;
  }

  /** Slots of what tells how much memory it has used, by plan node. */
  readonly memoryUsers = new Map<object, number>();

  /** The compiled functions, once there are; those written later are put behind them. */
  compiled: CompiledFunction[] | null = null;

  /** The functions from number `first` on; the others are in the text too, because these may call them. */
  source(first = 0): string {
    const names = this.functionNames.slice(first).join(',');
    return `"use strict";${this.pool.declaration()}\n${this.functions.join('')}return [${names}];`;
  }

  /**
   * A function that most runs do not need: `write` gives its number, and is called when a run first asks for it. It may make
   * slots of `unit`.
   */
  later(unit: Unit, write: () => number): (execution: Execution) => number {
    let fn = -1;
    let inits: readonly SlotInit[] = [];
    return (execution) => {
      if (fn < 0) {
        const first = this.functions.length;
        const known = unit.inits.length;
        const written = write();
        this.compiled!.push(...(factoryFor(this.source(first))(this.pool.values) as CompiledFunction[]));
        inits = unit.inits.slice(known);
        fn = written;
      }
      for (const { slot, create } of inits) {
        if (execution.slots[slot] === undefined) execution.slots[slot] = create(execution);
      }
      return fn;
    };
  }

  counter(node: object): number {
    let index = this.counterOf.get(node);
    if (index === undefined) {
      index = this.counterOf.size;
      this.counterOf.set(node, index);
    }
    return index;
  }
}

/**
 * A plan that runs as a whole: the statement itself, a sub-plan, a CTE, or the inner side of a lateral join. Its pipelines
 * run one after the other; columns of enclosing units reach it through slots that the caller fills before it runs.
 */
export class Unit {
  readonly statement: StatementCompiler;
  readonly id: number;
  readonly parent: Unit | null;
  /** Columns at the place where the parent runs this unit. */
  readonly callScope: Scope | null;
  readonly pipelines: Pipeline[] = [];
  readonly inits: SlotInit[] = [];
  /** Columns of enclosing units used in here: key → slot. */
  readonly outer = new Map<number, { readonly rel: number; readonly column: number; readonly slot: number }>();

  constructor(statement: StatementCompiler, id: number, parent: Unit | null, callScope: Scope | null) {
    this.statement = statement;
    this.id = id;
    this.parent = parent;
    this.callScope = callScope;
  }

  get pool(): ConstantPool {
    return this.statement.pool;
  }

  /** A slot that gets a new value each time the unit starts. */
  slot(create: (execution: Execution) => unknown): number {
    const slot = this.statement.newSlot();
    this.inits.push({ slot, create });
    return slot;
  }

  /** The local of a slot inside a function. */
  local(writer: FunctionWriter, slot: number): string {
    return writer.hoist(`slot${slot}`, 's', `S[${slot}]`);
  }

  /** Slot through which a column of an enclosing unit comes in. */
  outerSlot(rel: number, column: number): number {
    const key = varKey(rel, column);
    const known = this.outer.get(key);
    if (known !== undefined) return known.slot;
    assert(this.parent !== null, `column (${rel}, ${column}) is not in scope`);
    const slot = this.callScope!.has(rel, column) ? this.statement.newSlot() : this.parent.outerSlot(rel, column);
    this.outer.set(key, { rel, column, slot });
    return slot;
  }

  outerValue(writer: FunctionWriter, rel: number, column: number, type: Oid, typmod: number): Value {
    const slot = this.outerSlot(rel, column);
    const local = writer.hoist(`outer${slot}`, 'o', `S[${slot}]`);
    return value(local, `${local}===null`, type, typmod);
  }
}
