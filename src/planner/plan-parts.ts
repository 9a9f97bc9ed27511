/** What logical and physical plan nodes have in common: all but their inputs, and what only one of the two knows. */
import type { BoundExpr, BoundFrameEnd, BoundFunctionRef, BoundMergeAction, BoundViewCheck } from '../catalog/tree.ts';
import type { Oid } from '../types/type-def.ts';

export interface PlanSortKey {
  readonly expr: BoundExpr;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}
export interface AggregateCall {
  readonly fn: Oid;
  readonly star: boolean;
  readonly args: readonly BoundExpr[];
  readonly distinct: boolean;
  readonly orderBy: readonly PlanSortKey[];
  readonly filter: BoundExpr | null;
  /** Ordered-set aggregates alone: over the node's keys, evaluated once a group. */
  readonly direct?: readonly BoundExpr[];
  readonly type: Oid;
  readonly typmod: number;
}
export interface AggregateParts {
  readonly rel: number;
  readonly keys: readonly BoundExpr[];
  readonly aggregates: readonly AggregateCall[];
  /** Index lists into `keys`; keys that a set has not are null in its groups. */
  readonly groupingSets: readonly (readonly number[])[] | null;
  /** Calls of GROUPING: the value of each in each grouping set. */
  readonly groupings: readonly (readonly number[])[];
  /** HAVING, over the node's own columns. */
  readonly having: readonly BoundExpr[];
}
/** A window function, or an aggregate used as one. */
export interface WindowCall {
  readonly fn: Oid;
  readonly star: boolean;
  readonly args: readonly BoundExpr[];
  readonly filter: BoundExpr | null;
  readonly type: Oid;
  readonly typmod: number;
}
/** Offsets are free of the node's columns, and evaluated once before the first row. */
export interface PlanFrame {
  readonly mode: 'rows' | 'range' | 'groups';
  readonly start: BoundFrameEnd;
  readonly end: BoundFrameEnd;
  readonly exclude: 'no others' | 'current row' | 'group' | 'ties';
}
export interface WindowParts {
  readonly rel: number;
  readonly partition: readonly BoundExpr[];
  readonly order: readonly PlanSortKey[];
  readonly frame: PlanFrame;
  readonly calls: readonly WindowCall[];
}
export interface FunctionScanParts {
  readonly rel: number;
  readonly alias: string;
  readonly calls: readonly BoundExpr[];
  /** Column definition lists of the calls that return "record", as in BoundFunctionRef. */
  readonly definitions: BoundFunctionRef['definitions'];
  /** Number of columns each call gives. */
  readonly widths: readonly number[];
  readonly ordinality: boolean;
}
export interface SetOperationParts {
  readonly op: 'intersect' | 'except';
  readonly all: boolean;
  readonly leftOutputs: readonly BoundExpr[];
  readonly rightOutputs: readonly BoundExpr[];
  readonly rel: number;
}
export interface RecursiveUnionParts {
  readonly cte: number;
  readonly baseOutputs: readonly BoundExpr[];
  readonly stepOutputs: readonly BoundExpr[];
  readonly all: boolean;
  readonly rel: number;
}
/** A relation whose rows SELECT ... FOR UPDATE locks. */
export interface RowLock {
  readonly rel: number;
  readonly table: Oid;
  readonly strength: 'update' | 'no key update' | 'share' | 'key share';
  readonly wait: 'block' | 'nowait' | 'skip locked';
}
export interface ColumnAssignment {
  readonly column: number;
  readonly value: BoundExpr;
}
export interface InsertParts {
  readonly table: Oid;
  readonly rel: number;
  /** One per attribute of the table, over the input's columns. */
  readonly values: readonly BoundExpr[];
  readonly onConflict: {
    readonly arbiters: readonly Oid[];
    readonly action: 'nothing' | 'update';
    readonly excludedRel: number;
    readonly set: readonly ColumnAssignment[];
    readonly where: BoundExpr | null;
  } | null;
  /** WHERE of COPY FROM, over `rel` as the new row. */
  readonly filter: BoundExpr | null;
  /** WITH CHECK OPTION of views, over `rel` as the new row. */
  readonly checks: readonly BoundViewCheck[];
}
export interface UpdateParts {
  readonly table: Oid;
  readonly rel: number;
  readonly set: readonly ColumnAssignment[];
  /** WITH CHECK OPTION of views, over `rel` as the new row. */
  readonly checks: readonly BoundViewCheck[];
}
export interface MergeParts {
  readonly table: Oid;
  readonly rel: number;
  /** The join condition, ANDed: asked again of a target row that changed. */
  readonly on: readonly BoundExpr[];
  readonly actions: readonly BoundMergeAction[];
  readonly returning: null;
}
