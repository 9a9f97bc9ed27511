/**
 * The physical plan: what the optimizer hands to the compiler.
 *
 * Expressions are the bound expressions of catalog/tree.ts; a column is named by its `(rel, column)` from the bound tree to
 * the generated code. Operators that compute new columns (project, aggregate, set operation, CTE ...) carry a fresh `rel` and
 * give `(rel, 0..n-1)`; all others pass on the columns of their inputs. A plan node's expressions may use the columns of its
 * inputs, or columns of an enclosing plan (then the node is inside a SubPlan, or on the inner side of a nested loop).
 *
 * In place of BoundSubquery the optimizer leaves `SubPlan`; aggregates have become columns of an AggregateNode.
 */
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

/** A column that an operator makes, for those that make columns. */
export interface PlanColumn {
  readonly type: Oid;
  readonly typmod: number;
  /** False only if the value is never null: proved from NOT NULL constraints below no outer join, constants, count(). */
  readonly nullable: boolean;
}

/** Planner's estimate, shown by EXPLAIN. */
export interface Estimate {
  readonly rows: number;
  readonly startupCost: number;
  readonly totalCost: number;
  readonly width: number;
}
interface NodeBase {
  readonly estimate: Estimate;
}

export type PhysicalPlan =
  | ResultNode
  | SeqScanNode
  | IndexScanNode
  | TidScanNode
  | CatalogScanNode
  | ValuesNode
  | FunctionScanNode
  | CteScanNode
  | FilterNode
  | ProjectNode
  | HashJoinNode
  | NestedLoopNode
  | AggregateNode
  | SortNode
  | LimitNode
  | DistinctNode
  | AppendNode
  | SetOperationNode
  | RecursiveUnionNode
  | WindowNode
  | LockRowsNode
  | InsertNode
  | UpdateNode
  | DeleteNode
  | MergeNode;

/** One row without columns. */
export interface ResultNode extends NodeBase {
  readonly node: 'result';
}
export interface SeqScanNode extends NodeBase {
  readonly node: 'seqScan';
  readonly rel: number;
  readonly table: Oid;
  readonly alias: string;
  /** Attributes read, ascending; -1 (ctid) may come first. */
  readonly columns: readonly number[];
  /** Type and nullability, parallel to `columns`. */
  readonly columnInfo: readonly PlanColumn[];
  /** ANDed. */
  readonly filter: readonly BoundExpr[];
  /** TABLESAMPLE: which rows are looked at. Its expressions are evaluated once, when the scan begins. */
  readonly sample?: BoundSample;
}
export interface IndexScanNode extends NodeBase {
  readonly node: 'indexScan';
  readonly rel: number;
  readonly table: Oid;
  readonly index: Oid;
  readonly alias: string;
  readonly columns: readonly number[];
  readonly columnInfo: readonly PlanColumn[];
  /** One per leading key column compared for equality; already of the key's type. A null value gives no rows, except in `isNull`. */
  readonly equals: readonly (
    | BoundExpr
    | { readonly isNull: true }
    | { readonly anyOf: readonly BoundExpr[] }
    | { readonly anyOfArray: BoundExpr }
  )[];
  /** On the key column after `equals`. */
  readonly lower: { readonly value: BoundExpr; readonly inclusive: boolean } | null;
  readonly upper: { readonly value: BoundExpr; readonly inclusive: boolean } | null;
  /** Scan from high to low. With anyOf the scan's order is not promised. */
  readonly backward: boolean;
  /** Residual conditions, ANDed. */
  readonly filter: readonly BoundExpr[];
  /** The conditions that became equals/lower/upper, for EXPLAIN ("Index Cond"). */
  readonly indexConditions: readonly BoundExpr[];
}
/** The one row with a given ctid. */
export interface TidScanNode extends NodeBase {
  readonly node: 'tidScan';
  /** Null: the executor has put it in place, to test a row again that changed while it was waited for. The compiler alone makes these. */
  readonly rowId: BoundExpr | null;
  readonly rel: number;
  readonly table: Oid;
  readonly alias: string;
  readonly columns: readonly number[];
  readonly columnInfo: readonly PlanColumn[];
  readonly filter: readonly BoundExpr[];
}
/** A computed relation of pg_catalog or information_schema. */
export interface CatalogScanNode extends NodeBase {
  readonly node: 'catalogScan';
  readonly rel: number;
  readonly relation: Oid;
  readonly alias: string;
  readonly columns: readonly number[];
  readonly columnInfo: readonly PlanColumn[];
  readonly filter: readonly BoundExpr[];
}
export interface ValuesNode extends NodeBase {
  readonly node: 'values';
  readonly rel: number;
  readonly rows: readonly (readonly BoundExpr[])[];
  readonly columnInfo: readonly PlanColumn[];
}
export interface FunctionScanNode extends NodeBase, FunctionScanParts {
  readonly node: 'functionScan';
  readonly columnInfo: readonly PlanColumn[];
  /** For EXPLAIN. */
  readonly columnNames?: readonly string[];
}
/** Reads CTE `cte` of the plan's CTE list (materialized once per execution), or the working table of its recursion. */
export interface CteScanNode extends NodeBase {
  readonly node: 'cteScan';
  readonly rel: number;
  readonly cte: number;
  readonly alias: string;
  readonly working: boolean;
  readonly columnInfo: readonly PlanColumn[];
  readonly filter: readonly BoundExpr[];
  /** For EXPLAIN. */
  readonly columnNames?: readonly string[];
}
export interface FilterNode extends NodeBase {
  readonly node: 'filter';
  readonly input: PhysicalPlan;
  readonly filter: readonly BoundExpr[];
}
/** Set-returning calls may stand at the top of an expression: then the row is repeated for each of their rows (ProjectSet). */
export interface ProjectNode extends NodeBase {
  readonly node: 'project';
  readonly input: PhysicalPlan;
  readonly rel: number;
  readonly exprs: readonly BoundExpr[];
  readonly columnInfo: readonly PlanColumn[];
}
/**
 * `probe` streams, `build` is hashed. Types as seen from the probe side: inner, left (probe rows kept), right (build rows
 * kept), full, semi (probe row once if any match), anti (probe row if no match), `mark` (probe row with a boolean column
 * (rel, 0): true, false, or null by the rules of IN).
 */
export interface HashJoinNode extends NodeBase {
  /** Its rows have to come in the order of the probe side. */
  readonly keepsOrder?: true;
  readonly node: 'hashJoin';
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | 'mark';
  readonly probe: PhysicalPlan;
  readonly build: PhysicalPlan;
  /** Pairs of the same type, compared with its equality; nulls match nothing unless nullsEqual. */
  readonly probeKeys: readonly BoundExpr[];
  readonly buildKeys: readonly BoundExpr[];
  readonly nullsEqual: boolean;
  /** Further join conditions over both sides, ANDed; decide on matching, also for outer joins. */
  readonly residual: readonly BoundExpr[];
  /** For 'mark', the column's rel; else -1. */
  readonly rel: number;
}
/**
 * For each outer row, the inner rows. `lateral`: inner uses columns of outer (index lookups by key, LATERAL) and is run again
 * for each outer row; otherwise inner is materialized once.
 */
export interface NestedLoopNode extends NodeBase {
  readonly node: 'nestedLoop';
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  readonly outer: PhysicalPlan;
  readonly inner: PhysicalPlan;
  readonly lateral: boolean;
  /** Join conditions, ANDed. */
  readonly on: readonly BoundExpr[];
}
/**
 * Columns of `rel`: the keys, then the aggregates, then with grouping sets one int4 column for each call of GROUPING. No keys and
 * no sets: one row always. A set without keys has its row always, too.
 */
export interface AggregateNode extends NodeBase, AggregateParts {
  readonly node: 'aggregate';
  readonly input: PhysicalPlan;
  readonly columnInfo: readonly PlanColumn[];
}
/** Stable order is not promised. With `limit` (and offset), only the first limit+offset rows are kept: a top-N heap. */
export interface SortNode extends NodeBase {
  readonly node: 'sort';
  readonly input: PhysicalPlan;
  readonly keys: readonly PlanSortKey[];
  /** Columns needed above, the only ones copied. */
  readonly carry: readonly { readonly rel: number; readonly column: number; readonly info: PlanColumn }[];
  readonly limit: BoundExpr | null;
  readonly offset: BoundExpr | null;
}
export interface LimitNode extends NodeBase {
  readonly node: 'limit';
  readonly input: PhysicalPlan;
  readonly count: BoundExpr | null;
  readonly offset: BoundExpr | null;
  /** Sort keys whose ties with the last row are kept too; null without WITH TIES. */
  readonly ties: readonly BoundExpr[] | null;
}
/** First row of each combination of keys, in input order. `carry`: columns needed above. */
export interface DistinctNode extends NodeBase {
  readonly node: 'distinct';
  readonly input: PhysicalPlan;
  readonly keys: readonly BoundExpr[];
  /** Rows of the same keys are neighbours in the input, whose order is kept. */
  readonly keepsOrder: boolean;
}
/** UNION ALL. `outputs[i]` are the expressions of input i that become (rel, 0..). */
export interface AppendNode extends NodeBase {
  readonly node: 'append';
  readonly inputs: readonly PhysicalPlan[];
  readonly outputs: readonly (readonly BoundExpr[])[];
  readonly rel: number;
  readonly columnInfo: readonly PlanColumn[];
}
/** INTERSECT and EXCEPT, with or without ALL; nulls are equal. (UNION is distinct over append.) */
export interface SetOperationNode extends NodeBase, SetOperationParts {
  readonly node: 'setOperation';
  readonly left: PhysicalPlan;
  readonly right: PhysicalPlan;
  readonly columnInfo: readonly PlanColumn[];
}
/** Repeats `step`, which reads the rows found last through CteScan(working), until it gives none. */
export interface RecursiveUnionNode extends NodeBase, RecursiveUnionParts {
  readonly node: 'recursiveUnion';
  readonly base: PhysicalPlan;
  readonly step: PhysicalPlan;
  readonly columnInfo: readonly PlanColumn[];
}
/** Columns of the input, which is sorted by partition and order, and (rel, 0..) for the calls, all over one window. */
export interface WindowNode extends NodeBase, WindowParts {
  readonly node: 'window';
  readonly input: PhysicalPlan;
  readonly columnInfo: readonly PlanColumn[];
}
/** SELECT ... FOR UPDATE: locks the rows whose ctid columns are given; re-checks rows that changed while waiting. */
export interface LockRowsNode extends NodeBase {
  readonly node: 'lockRows';
  readonly input: PhysicalPlan;
  readonly locks: readonly RowLock[];
}
export interface PlanReturning {
  readonly exprs: readonly BoundExpr[];
  /** Fresh rel of the RETURNING columns. */
  readonly rel: number;
  readonly columnInfo: readonly PlanColumn[];
}
export interface InsertNode extends NodeBase, InsertParts {
  readonly node: 'insert';
  readonly input: PhysicalPlan;
  readonly returning: PlanReturning | null;
}
/** `input` gives the rows to change with (rel, -1) = ctid and the old row's columns that `set` and `returning` use. */
export interface UpdateNode extends NodeBase, UpdateParts {
  readonly node: 'update';
  readonly input: PhysicalPlan;
  readonly returning: PlanReturning | null;
}
export interface DeleteNode extends NodeBase {
  readonly node: 'delete';
  readonly table: Oid;
  readonly rel: number;
  readonly input: PhysicalPlan;
  readonly returning: PlanReturning | null;
}
/** `input` gives the source rows, with the ctid of their target row in (rel, -1), or NULL there. */
export interface MergeNode extends NodeBase, MergeParts {
  readonly node: 'merge';
  readonly input: PhysicalPlan;
}

/**
 * A sub-query left as an expression. Without `correlated` it runs at most once per execution, when first needed. `test` (for
 * any/all) is over the enclosing row and `(testRel, i)`, the sub-plan's output row i.
 */
export interface SubPlan extends SubPlanExpr {
  readonly plan: PhysicalPlan;
  /** The sub-plan's output, over its columns. */
  readonly outputs: readonly BoundExpr[];
  readonly testRel: number;
  readonly test: BoundExpr | null;
  readonly correlated: boolean;
}

/** A whole planned statement. */
export interface PlannedStatement {
  readonly plan: PhysicalPlan;
  /** Result columns: expressions over the plan's columns (empty for a modification without RETURNING). */
  readonly outputs: readonly BoundExpr[];
  readonly columns: readonly OutputColumn[];
  /** CTEs to materialize on first use, in order; a data-modifying one runs to its end even when nobody reads it. */
  readonly ctes: readonly PlannedCte[];
  readonly kind: 'select' | 'insert' | 'update' | 'delete' | 'merge';
  /** What its execution fails with: constants in it could not be computed. */
  readonly error: { readonly thrown: unknown } | null;
  /** Expressions with constants made of parameters, which may fail before a row is looked at; each list is a conjunction. */
  readonly parameterConstants: readonly (readonly BoundExpr[])[];
  /** It changes one row, and computes them for it: they are looked at only when there is no such row. */
  readonly constantsWait: boolean;
}
export interface PlannedCte {
  readonly id: number;
  readonly name: string;
  readonly plan: PhysicalPlan;
  readonly outputs: readonly BoundExpr[];
  readonly columnInfo: readonly PlanColumn[];
  readonly modifies: boolean;
}
