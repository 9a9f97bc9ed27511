/**
 * The logical plan: relational algebra over bound expressions, between the bound tree and the physical plan.
 *
 * Columns keep the `(rel, column)` names of the bound tree, so moving a node never renames anything. Nodes that carry a `rel`
 * make the columns `(rel, 0..)` and hide those of their inputs (scans give the table's attributes); the others pass their
 * inputs' columns on. The order of a join's sides means nothing but which side is kept.
 *
 * A sub-query in an expression is a `LogicalSubPlan`; its plan's free columns are what it takes from the enclosing rows.
 * Plans are immutable; rules return the same node when nothing changes.
 */
import type { TableDescriptor } from '../catalog/descriptors.ts';
import type { BoundExpr, BoundSample, OutputColumn, SubPlanExpr } from '../catalog/tree.ts';
import type { Oid } from '../types/type-def.ts';
import type {
  AggregateParts,
  FunctionScanParts,
  InsertParts,
  MergeParts,
  PlanSortKey,
  RecursiveUnionParts,
  RowLock,
  SetOperationParts,
  UpdateParts,
  WindowParts,
} from './plan-parts.ts';

export interface ColumnType {
  readonly type: Oid;
  readonly typmod: number;
}

export type LogicalPlan =
  | LogicalResult
  | LogicalScan
  | LogicalSampleScan
  | LogicalCatalogScan
  | LogicalValues
  | LogicalFunctionScan
  | LogicalCteScan
  | LogicalFilter
  | LogicalProject
  | LogicalJoin
  | LogicalAggregate
  | LogicalWindow
  | LogicalSort
  | LogicalLimit
  | LogicalDistinct
  | LogicalAppend
  | LogicalSetOperation
  | LogicalRecursiveUnion
  | LogicalLockRows
  | LogicalInsert
  | LogicalUpdate
  | LogicalDelete
  | LogicalMerge;

/** One row without columns. */
export interface LogicalResult {
  readonly node: 'result';
}
export interface LogicalScan {
  readonly node: 'scan';
  readonly rel: number;
  readonly table: TableDescriptor;
  readonly alias: string;
}
/** TABLESAMPLE; a leaf of its own, since no index may stand in for it. */
export interface LogicalSampleScan {
  readonly node: 'sampleScan';
  readonly rel: number;
  readonly table: TableDescriptor;
  readonly alias: string;
  readonly sample: BoundSample;
}
export interface LogicalCatalogScan {
  readonly node: 'catalogScan';
  readonly rel: number;
  readonly relation: Oid;
  readonly alias: string;
  readonly columns: readonly (ColumnType & { readonly notNull: boolean })[];
}
export interface LogicalValues {
  readonly node: 'values';
  readonly rel: number;
  readonly rows: readonly (readonly BoundExpr[])[];
  readonly columns: readonly ColumnType[];
}
export interface LogicalFunctionScan extends FunctionScanParts {
  readonly node: 'functionScan';
  readonly columns: readonly OutputColumn[];
}
export interface LogicalCteScan {
  readonly node: 'cteScan';
  readonly rel: number;
  readonly cte: number;
  readonly alias: string;
  readonly working: boolean;
  readonly columns: readonly OutputColumn[];
}
export interface LogicalFilter {
  readonly node: 'filter';
  readonly input: LogicalPlan;
  /** ANDed. */
  readonly filter: readonly BoundExpr[];
}
/** With a set-returning call at the top of an expression the row is repeated (ProjectSet). */
export interface LogicalProject {
  readonly node: 'project';
  readonly input: LogicalPlan;
  readonly rel: number;
  readonly exprs: readonly BoundExpr[];
}
export type LogicalJoinType = 'inner' | 'left' | 'full' | 'semi' | 'anti' | 'mark';
/**
 * `left` keeps the left side's rows. `mark` gives each left row with the answer of `left IN (right)` as column (rel, 0).
 * `lateral`: the right side uses columns of the left.
 */
export interface LogicalJoin {
  readonly node: 'join';
  readonly type: LogicalJoinType;
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  /** ANDed. */
  readonly on: readonly BoundExpr[];
  readonly lateral: boolean;
  /** For `mark`, else -1. */
  readonly rel: number;
}
export interface LogicalAggregate extends AggregateParts {
  readonly node: 'aggregate';
  readonly input: LogicalPlan;
}
/** Passes on the columns of its input, which comes sorted by partition and order, and gives the calls as (rel, 0..). */
export interface LogicalWindow extends WindowParts {
  readonly node: 'window';
  readonly input: LogicalPlan;
}
export interface LogicalSort {
  readonly node: 'sort';
  readonly input: LogicalPlan;
  readonly keys: readonly PlanSortKey[];
}
export interface LogicalLimit {
  readonly node: 'limit';
  readonly input: LogicalPlan;
  readonly count: BoundExpr | null;
  readonly offset: BoundExpr | null;
  readonly ties: readonly BoundExpr[] | null;
}
/** First row of each combination of keys, in input order. */
export interface LogicalDistinct {
  readonly node: 'distinct';
  readonly input: LogicalPlan;
  readonly keys: readonly BoundExpr[];
  /** Its input is sorted so that rows of the same keys are neighbours, and its rows have to come in that order. */
  readonly keepsOrder?: boolean;
}
/** UNION ALL. */
export interface LogicalAppend {
  readonly node: 'append';
  readonly rel: number;
  readonly inputs: readonly LogicalPlan[];
  readonly outputs: readonly (readonly BoundExpr[])[];
  readonly columns: readonly ColumnType[];
}
export interface LogicalSetOperation extends SetOperationParts {
  readonly node: 'setOperation';
  readonly left: LogicalPlan;
  readonly right: LogicalPlan;
  readonly columns: readonly ColumnType[];
}
export interface LogicalRecursiveUnion extends RecursiveUnionParts {
  readonly node: 'recursiveUnion';
  readonly base: LogicalPlan;
  readonly step: LogicalPlan;
  readonly columns: readonly ColumnType[];
}
export interface LogicalLockRows {
  readonly node: 'lockRows';
  readonly input: LogicalPlan;
  readonly locks: readonly RowLock[];
}
export interface LogicalReturning {
  readonly rel: number;
  readonly exprs: readonly BoundExpr[];
}
export interface LogicalInsert extends InsertParts {
  readonly node: 'insert';
  readonly alias: string;
  readonly input: LogicalPlan;
  readonly returning: LogicalReturning | null;
}
export interface LogicalUpdate extends UpdateParts {
  readonly node: 'update';
  readonly alias: string;
  readonly input: LogicalPlan;
  readonly returning: LogicalReturning | null;
}
export interface LogicalDelete {
  readonly node: 'delete';
  readonly table: Oid;
  readonly rel: number;
  readonly alias: string;
  readonly input: LogicalPlan;
  readonly returning: LogicalReturning | null;
}

/** Its input gives each source row, with a ctid in (rel, -1) where it has a target row. */
export interface LogicalMerge extends MergeParts {
  readonly node: 'merge';
  readonly alias: string;
  readonly input: LogicalPlan;
}

/** A plan and the expressions over its columns that are the query's result. */
export interface LogicalQuery {
  readonly plan: LogicalPlan;
  readonly outputs: readonly BoundExpr[];
  readonly columns: readonly OutputColumn[];
}

/** A sub-query as expression until the physical plan is made. `test` is over the enclosing row and (testRel, i). */
export interface LogicalSubPlan extends SubPlanExpr {
  readonly plan: LogicalQuery;
  readonly testRel: number;
  readonly test: BoundExpr | null;
}

/** In a logical plan every `subPlan` expression was made by the planner, with a LogicalQuery inside. */
export function asLogicalSubPlan(expr: SubPlanExpr): LogicalSubPlan {
  return expr as LogicalSubPlan;
}

/** A CTE that is materialized. */
export interface LogicalCte {
  readonly id: number;
  readonly name: string;
  readonly query: LogicalQuery;
  readonly modifies: boolean;
}
export interface LogicalStatement {
  readonly query: LogicalQuery;
  readonly ctes: readonly LogicalCte[];
  readonly kind: 'select' | 'insert' | 'update' | 'delete' | 'merge';
}
