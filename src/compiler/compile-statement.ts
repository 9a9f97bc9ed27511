/**
 * A planned statement to JavaScript. `produce` asks an operator for rows; the operator writes a loop over its source (or asks
 * its input) and calls `consume` to have what follows written into it; an operator that must see all rows before it gives the
 * first ends the pipeline with a sink and begins another (Neumann, VLDB 2011).
 */

import type { Catalog } from '../catalog/catalog.ts';
import type { BoundExpr } from '../catalog/tree.ts';
import { assertNever } from '../common/assert.ts';
import type { CompiledFunction, Execution, RunnableUnit } from '../executor/execution.ts';
import type { Recheck } from '../executor/modify.ts';
import type { ModifyTarget } from '../executor/modify-target.ts';
import type { PhysicalPlan, PlannedStatement } from '../planner/physical-plan.ts';
import { fixedScale } from '../types/column-storage.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import { modifyingOrder } from './cte-order.ts';
import { boxed } from './expressions/box.ts';
import { emitFilter, emitValue } from './expressions/emit-expression.ts';
import { factoryFor } from './function-cache.ts';
import type { FunctionWriter } from './function-writer.ts';
import { modifyTarget } from './modify-target-of.ts';
import { produceAggregate } from './operators/aggregate.ts';
import { produceCatalogScan } from './operators/catalog-scan.ts';
import { type Consumer, emitContext, type PlanContext } from './operators/context.ts';
import { compileCte, produceCteScan, produceRecursiveUnion } from './operators/cte.ts';
import { produceHashJoin } from './operators/hash-join.ts';
import { produceLockRows } from './operators/lock-rows.ts';
import { produceMerge } from './operators/merge.ts';
import { produceDelete, produceInsert, produceUpdate } from './operators/modify.ts';
import { produceNestedLoop } from './operators/nested-loop.ts';
import { emitTidScan, produceIndexScan, produceSeqScan } from './operators/scan.ts';
import { produceFunctionScan } from './operators/set-functions.ts';
import { produceSetOperation } from './operators/set-operation.ts';
import {
  produceAppend,
  produceDistinct,
  produceLimit,
  produceOnce,
  produceProject,
  produceValues,
} from './operators/simple.ts';
import { produceSort } from './operators/sort.ts';
import { produceWindow } from './operators/window.ts';
import { References } from './plan-references.ts';
import { makeRecheck } from './recheck.ts';
import { replaceScan } from './replace-scan.ts';
import type { Scope } from './scope.ts';
import { StatementCompiler, type StoreAccess, type Unit } from './unit.ts';

export interface CompileEnvironment {
  readonly stores: StoreAccess;
  readonly catalog: Catalog;
  /** Rows of a computed catalog relation. */
  catalogRows(relation: Oid, columns: readonly number[]): (execution: Execution) => Iterable<readonly Datum[]>;
  /** Throws when the statement is to end. */
  checkInterrupts(): void;
}

export interface ModifyingCte {
  readonly unit: RunnableUnit;
  readonly slot: number;
}

export interface CompiledStatement {
  readonly planned: PlannedStatement;
  /** The generated source, for EXPLAIN (VERBOSE) and tests. */
  readonly source: string;
  readonly functions: readonly CompiledFunction[];
  readonly units: readonly RunnableUnit[];
  readonly main: RunnableUnit;
  /** Data-modifying CTEs that run before the main unit, and those that run behind it; all to their end. */
  readonly ctesBefore: readonly ModifyingCte[];
  readonly ctesBehind: readonly ModifyingCte[];
  readonly slotCount: number;
  /** Plan nodes in the order of their row counters. */
  readonly counters: ReadonlyMap<object, number>;
  /** Slots of sorters and hash tables, by plan node. */
  readonly memoryUsers: ReadonlyMap<object, number>;
}

export function compileStatement(
  planned: PlannedStatement,
  environment: CompileEnvironment,
  instrument = false,
): CompiledStatement {
  const statement = new StatementCompiler(environment.stores, instrument, () => environment.checkInterrupts());
  const context = new Compiler(statement, planned, environment);
  for (const cte of planned.ctes) {
    context.ctes.set(cte.id, compileCte(cte, context));
  }
  const main = statement.newUnit(null, null);
  context.produce(planned.plan, main, (writer, scope) => emitRow(planned.outputs, writer, scope, main));
  const order = modifyingOrder(planned);
  const modifying = (id: number): ModifyingCte => {
    const { unit, slot } = context.ctes.get(id)!;
    return { unit: statement.units[unit]!, slot };
  };
  const source = statement.source();
  const functions = factoryFor(source)(statement.pool.values) as CompiledFunction[];
  statement.compiled = functions;
  return {
    planned,
    source,
    functions,
    units: statement.units,
    main,
    ctesBefore: order.before.map(modifying),
    ctesBehind: order.behind.map(modifying),
    slotCount: statement.slotCount,
    counters: statement.counterOf,
    memoryUsers: statement.memoryUsers,
  };
}

function emitRow(outputs: readonly BoundExpr[], writer: FunctionWriter, scope: Scope, unit: Unit): void {
  const emit = emitContext(writer, scope, unit);
  const row = writer.hoist('emit', 'e', 'X.emit');
  writer.line(`${row}(${outputs.map((output) => boxed(emit, emitValue(output, emit))).join(',')});`);
}

class Compiler implements PlanContext {
  readonly statement: StatementCompiler;
  readonly references = new References();
  readonly ctes: PlanContext['ctes'] = new Map();
  readonly working: PlanContext['working'] = new Map();
  private readonly environment: CompileEnvironment;
  private readonly planned: PlannedStatement;

  constructor(statement: StatementCompiler, planned: PlannedStatement, environment: CompileEnvironment) {
    this.statement = statement;
    this.planned = planned;
    this.environment = environment;
    this.references.addPlan(planned.plan);
    this.references.addExpressions(planned.outputs);
    for (const cte of planned.ctes) {
      this.references.addPlan(cte.plan);
      this.references.addExpressions(cte.outputs);
    }
    statement.produce = (plan, unit, consume) => this.produce(plan, unit, consume);
  }

  indexScales(index: Oid): readonly number[] {
    const { catalog } = this.environment;
    const descriptor = catalog.index(index)!;
    const table = catalog.table(descriptor.table)!;
    return descriptor.keys.map((key) => {
      if (key.column === null) return -1;
      const column = table.columns[key.column]!;
      return fixedScale(column.type, column.typmod);
    });
  }

  modifyTarget(table: Oid): { table: NonNullable<ReturnType<Catalog['table']>>; target: ModifyTarget } {
    return modifyTarget(this.environment, table);
  }

  catalogRows(relation: Oid, columns: readonly number[]): (execution: Execution) => Iterable<readonly Datum[]> {
    return this.environment.catalogRows(relation, columns);
  }

  recheck(plan: PhysicalPlan, rel: number, outputs: readonly BoundExpr[]): Recheck {
    return makeRecheck(() => {
      const planned: PlannedStatement = {
        ...this.planned,
        plan: replaceScan(plan, rel),
        outputs,
        columns: [],
        ctes: this.planned.ctes.filter((cte) => !cte.modifies),
        kind: 'select',
      };
      return compileStatement(planned, this.environment);
    });
  }

  produce(plan: PhysicalPlan, unit: Unit, consume: Consumer): void {
    if (!this.statement.instrument) {
      this.produceNode(plan, unit, consume);
      return;
    }
    const counter = this.statement.counter(plan);
    this.produceNode(plan, unit, (writer, scope) => {
      writer.line(`X.counts[${counter}]++;`);
      consume(writer, scope);
    });
  }

  private produceNode(plan: PhysicalPlan, unit: Unit, consume: Consumer): void {
    switch (plan.node) {
      case 'result':
        produceOnce(unit, consume, this);
        return;
      case 'seqScan':
        produceSeqScan(plan, unit, consume, this);
        return;
      case 'indexScan':
        produceIndexScan(plan, unit, consume, this);
        return;
      case 'tidScan':
        produceOnce(unit, (writer, scope) => emitTidScan(plan, unit, writer, scope, consume, this), this);
        return;
      case 'catalogScan':
        produceCatalogScan(plan, unit, consume, this);
        return;
      case 'values':
        produceValues(plan, unit, consume, this);
        return;
      case 'functionScan':
        produceFunctionScan(plan, unit, consume, this);
        return;
      case 'cteScan':
        produceCteScan(plan, unit, consume, this);
        return;
      case 'filter':
        this.produce(plan.input, unit, (writer, scope) => {
          emitFilter(plan.filter, emitContext(writer, scope, unit));
          consume(writer, scope);
        });
        return;
      case 'project':
        produceProject(plan, unit, consume, this);
        return;
      case 'hashJoin':
        produceHashJoin(plan, unit, consume, this);
        return;
      case 'nestedLoop':
        produceNestedLoop(plan, unit, consume, this);
        return;
      case 'aggregate':
        produceAggregate(plan, unit, consume, this);
        return;
      case 'sort':
        produceSort(plan, unit, consume, this);
        return;
      case 'limit':
        produceLimit(plan, unit, consume, this);
        return;
      case 'distinct':
        produceDistinct(plan, unit, consume, this);
        return;
      case 'append':
        produceAppend(plan, unit, consume, this);
        return;
      case 'setOperation':
        produceSetOperation(plan, unit, consume, this);
        return;
      case 'recursiveUnion':
        produceRecursiveUnion(plan, unit, consume, this);
        return;
      case 'lockRows':
        produceLockRows(plan, unit, consume, this);
        return;
      case 'insert':
        produceInsert(plan, unit, consume, this);
        return;
      case 'update':
        produceUpdate(plan, unit, consume, this);
        return;
      case 'delete':
        produceDelete(plan, unit, consume, this);
        return;
      case 'merge':
        produceMerge(plan, unit, this);
        return;
      case 'window':
        produceWindow(plan, unit, consume, this);
        return;
      default:
        assertNever(plan);
    }
  }
}
