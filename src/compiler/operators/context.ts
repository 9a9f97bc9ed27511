import type { TableDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import type { Execution } from '../../executor/execution.ts';
import type { Recheck } from '../../executor/modify.ts';
import type { ModifyTarget } from '../../executor/modify-target.ts';
import type { PhysicalPlan } from '../../planner/physical-plan.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { EmitContext } from '../expressions/context.ts';
import type { FunctionWriter } from '../function-writer.ts';
import type { References } from '../plan-references.ts';
import type { Scope } from '../scope.ts';
import type { StatementCompiler, Unit } from '../unit.ts';

/** Continues a pipeline downstream: called once, with the columns that reach it. */
export type Consumer = (writer: FunctionWriter, scope: Scope) => void;

/** What the operators of a statement share. */
export interface PlanContext {
  readonly statement: StatementCompiler;
  readonly references: References;
  /** CTE number → its RowStore and layout, once compiled. */
  readonly ctes: Map<number, CteTarget>;
  /** Working tables of the recursive unions being compiled, by CTE number. */
  readonly working: Map<number, CteTarget>;
  /** Per key column of an index: the scale of its doubles, or -1. */
  indexScales(index: number): readonly number[];
  /** The target of a modification, with its descriptor. */
  modifyTarget(table: Oid): { readonly table: TableDescriptor; readonly target: ModifyTarget };
  /** Runs the plan again over one row of `rel`, compiled when first needed; gives the outputs or null. */
  recheck(plan: PhysicalPlan, rel: number, outputs: readonly BoundExpr[]): Recheck;
  /** Rows of a computed catalog relation. */
  catalogRows(relation: Oid, columns: readonly number[]): (execution: Execution) => Iterable<readonly Datum[]>;
  produce(plan: PhysicalPlan, unit: Unit, consume: Consumer): void;
}
export interface CteTarget {
  readonly slot: number;
  readonly layout: import('./buffer-columns.ts').BufferLayout;
  /** Unit that fills the store, run when first read; -1 when the reader need not. */
  readonly unit: number;
}

export function emitContext(writer: FunctionWriter, scope: Scope, unit: Unit): EmitContext {
  return { writer, scope, unit };
}
