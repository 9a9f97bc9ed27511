/**
 * Bound trees: statements and expressions after every name, type and overload has been resolved.
 * The analyzer makes them, the planner consumes them, and the catalog stores them (view queries, defaults, checks, index
 * expressions), which is why they are declared here. They are plain immutable data: functions, operators, types and
 * relations are OIDs, so a renamed column or table stays the same tree.
 *
 * Every relation in a statement (table reference, subquery, VALUES, function, join result of a merged column, INSERT target,
 * `excluded`) has a `rel` number that is unique in the whole statement, sub-queries and inlined views included. A column is
 * `(rel, column)`, wherever it is used; a reference to a rel of an enclosing query is what makes a sub-query correlated.
 */
import type { Datum, Oid } from '../types/type-def.ts';

interface Typed {
  readonly type: Oid;
  /** -1 when none. */
  readonly typmod: number;
  /** Offset in the statement text; -1 when the node was not written. */
  readonly location: number;
}
export type BoundExpr =
  | BoundConst
  | BoundVar
  | BoundParam
  | BoundCall
  | BoundCast
  | BoundLogical
  | BoundNullTest
  | BoundBooleanTest
  | BoundDistinct
  | BoundCase
  | BoundCoalesce
  | BoundNullIf
  | BoundMinMax
  | BoundInList
  | BoundArrayTest
  | BoundArray
  | BoundRow
  | BoundField
  | BoundRowCompare
  | BoundSubscript
  | BoundAggregate
  | BoundWindow
  | BoundGrouping
  | BoundSubquery
  | BoundSessionValue
  | SubPlanExpr;

export interface BoundConst extends Typed {
  readonly kind: 'const';
  readonly value: Datum;
  /** A literal in a row that was given the type text for want of another. */
  readonly untyped?: true;
}
/** Column `column` (from 0) of relation `rel`. For tables it is the attribute's position in TableDescriptor.columns; -1 is ctid, -2 tableoid, -3 xmin. */
export interface BoundVar extends Typed {
  readonly kind: 'var';
  readonly rel: number;
  readonly column: number;
}
export interface BoundParam extends Typed {
  readonly kind: 'param';
  /** From 1. */
  readonly index: number;
}
/** A call of a scalar or set-returning function. `operator` is set when it was written as one (deparse, index matching). */
export interface BoundCall extends Typed {
  readonly kind: 'call';
  readonly fn: Oid;
  readonly operator: Oid | null;
  readonly args: readonly BoundExpr[];
  /** Arguments from this one on were gathered for a VARIADIC "any" parameter or passed as VARIADIC array: 'array'. */
  readonly variadic: 'array' | null;
  readonly set: boolean;
  /** Written with a syntax of its own (see analyzer/deparse/sql-syntax.ts). This and `written` are for deparse alone. */
  readonly syntax?: true;
  /** Where arguments were named or left to their defaults: those that were written, in their order. */
  readonly written?: readonly { readonly position: number; readonly name: string | null }[];
}
/**
 * Conversion to `type`/`typmod`. 'function': scalar function `fn` of one argument; 'io': output then input; 'binary': none;
 * 'array': element by element with the element cast in `element`. Then, if typmod ≥ 0 and the type has applyModifier, that (when `applyTypmod`).
 */
export interface BoundCast extends Typed {
  readonly kind: 'cast';
  readonly arg: BoundExpr;
  /** 'domain': the value of the base type is tested against the domain's constraints. */
  readonly method: 'function' | 'io' | 'binary' | 'array' | 'domain';
  readonly fn: Oid | null;
  readonly element: { readonly method: 'function' | 'io' | 'binary'; readonly fn: Oid | null } | null;
  readonly applyTypmod: boolean;
  /** 'explicit' casts were written; implicit ones are left out by deparse. */
  readonly context: 'explicit' | 'assignment' | 'implicit';
  /** An implicit step of an explicit cast: what is too long for the modifier is cut. */
  readonly cuts?: true;
  /** `arg COLLATE "name"`; the value is unchanged. */
  readonly collation?: string;
  /** Of the word COLLATE. */
  readonly collationLocation?: number;
}
export interface BoundLogical extends Typed {
  readonly kind: 'and' | 'or' | 'not';
  readonly args: readonly BoundExpr[];
}
export interface BoundNullTest extends Typed {
  readonly kind: 'nullTest';
  readonly arg: BoundExpr;
  readonly negated: boolean;
  /** Of a row, `IS [NOT] DISTINCT FROM NULL`: whether it is null itself, whatever its fields are. */
  readonly whole?: true;
}
export interface BoundBooleanTest extends Typed {
  readonly kind: 'booleanTest';
  readonly arg: BoundExpr;
  readonly test: 'true' | 'false' | 'unknown';
  readonly negated: boolean;
}
/** `left IS [NOT] DISTINCT FROM right`; `fn` is the equality function of the (common) type. */
export interface BoundDistinct extends Typed {
  readonly kind: 'distinct';
  readonly left: BoundExpr;
  readonly right: BoundExpr;
  readonly fn: Oid;
  readonly negated: boolean;
}
/** Searched CASE; `CASE x WHEN v` arrives as `x = v` conditions over `base`, which is evaluated once as CaseBase var (rel, 0). */
export interface BoundCase extends Typed {
  readonly kind: 'case';
  readonly base: { readonly rel: number; readonly value: BoundExpr } | null;
  readonly whens: readonly { readonly when: BoundExpr; readonly then: BoundExpr }[];
  readonly otherwise: BoundExpr | null;
}
export interface BoundCoalesce extends Typed {
  readonly kind: 'coalesce';
  readonly args: readonly BoundExpr[];
}
/** Result is `left`'s value, or null where `fn(left, right)` is true. */
export interface BoundNullIf extends Typed {
  readonly kind: 'nullIf';
  readonly left: BoundExpr;
  readonly right: BoundExpr;
  readonly fn: Oid;
}
export interface BoundMinMax extends Typed {
  readonly kind: 'greatest' | 'least';
  readonly args: readonly BoundExpr[];
}
/** `arg [NOT] IN (list)`, all of one type; `fn` is the equality function. Lists needing several types arrive as OR chains. */
export interface BoundInList extends Typed {
  readonly kind: 'inList';
  readonly arg: BoundExpr;
  readonly list: readonly BoundExpr[];
  readonly fn: Oid;
  readonly operator: Oid;
  readonly negated: boolean;
}
/** `arg op ANY|ALL (array)`; `fn(arg, element)` gives boolean. */
export interface BoundArrayTest extends Typed {
  readonly kind: 'arrayTest';
  readonly arg: BoundExpr;
  readonly array: BoundExpr;
  readonly fn: Oid;
  readonly operator: Oid;
  readonly quantifier: 'any' | 'all';
}
/** ARRAY[...]; elements of the element type, or of the array type itself when `nested`. */
export interface BoundArray extends Typed {
  readonly kind: 'array';
  readonly elements: readonly BoundExpr[];
  readonly nested: boolean;
}
export interface BoundRow extends Typed {
  readonly kind: 'row';
  readonly fields: readonly BoundExpr[];
  /** Names of the columns, where the row is that of a FROM item. */
  readonly names?: readonly string[];
}
export interface BoundField extends Typed {
  readonly kind: 'field';
  readonly arg: BoundExpr;
  readonly field: number;
}
/** `(a, b) op (c, d)` for = <> < <= > >=; `equals` and `less` are the functions per column (less unused for = and <>). */
export interface BoundRowCompare extends Typed {
  readonly kind: 'rowCompare';
  readonly op: '=' | '<>' | '<' | '<=' | '>' | '>=';
  readonly left: readonly BoundExpr[];
  readonly right: readonly BoundExpr[];
  readonly equals: readonly Oid[];
  readonly less: readonly Oid[];
}
export interface BoundSubscript extends Typed {
  readonly kind: 'subscript';
  readonly arg: BoundExpr;
  /** One per dimension; in slices both may be null for an omitted bound. Without slices `upper` is the index. */
  readonly subscripts: readonly { readonly lower: BoundExpr | null; readonly upper: BoundExpr | null }[];
  readonly slice: boolean;
  /** On the left of an assignment: the node is `arg` with this put there. */
  readonly assigned?: BoundExpr;
}
export interface BoundAggregate extends Typed {
  readonly kind: 'aggregate';
  readonly fn: Oid;
  readonly star: boolean;
  readonly args: readonly BoundExpr[];
  readonly distinct: boolean;
  readonly orderBy: readonly BoundSortKey[];
  readonly filter: BoundExpr | null;
  /** Ordered-set aggregates alone: the arguments evaluated once a group; `args` are then the expressions of `orderBy`. */
  readonly direct?: readonly BoundExpr[];
  /** The query the aggregate belongs to: its BoundSelect.id (an outer reference may make it an enclosing one). */
  readonly query: number;
}
export interface BoundWindow extends Typed {
  readonly kind: 'window';
  readonly fn: Oid;
  readonly star: boolean;
  readonly args: readonly BoundExpr[];
  readonly filter: BoundExpr | null;
  /** Index in BoundSelect.windows. */
  readonly window: number;
}
export interface BoundGrouping extends Typed {
  readonly kind: 'grouping';
  readonly args: readonly BoundExpr[];
  /** The query whose grouping is asked about: its BoundSelect.id. */
  readonly query: number;
}
/**
 * A sub-query as expression. scalar: 0 rows give NULL, 2 raise 21000. any/all: `left` compared with the query's columns;
 * one column: `fn(left, column)`; several: the row comparison `op` with `equals`/`less` as in BoundRowCompare.
 * `testRel` numbers the query's output row: `test` is the boolean expression over left and var(testRel, i).
 */
export interface BoundSubquery extends Typed {
  readonly kind: 'subquery';
  readonly mode: 'scalar' | 'exists' | 'any' | 'all' | 'array' | 'row';
  readonly query: BoundQuery;
  readonly testRel: number;
  readonly test: BoundExpr | null;
}
/**
 * Where a sub-query stood once it has been planned; made by the optimizer, never stored. `plan` belongs to planner/physical-plan.ts,
 * which declares the full shape as SubPlan.
 */
export interface SubPlanExpr extends Typed {
  readonly kind: 'subPlan';
  readonly mode: 'scalar' | 'exists' | 'any' | 'all' | 'array' | 'row';
  readonly plan: unknown;
}
/** current_user, session_user, current_catalog, current_schema, current_date, current_timestamp(p), localtime(p) ... */
export interface BoundSessionValue extends Typed {
  readonly kind: 'session';
  readonly name:
    | 'current_user'
    | 'session_user'
    | 'current_catalog'
    | 'current_schema'
    | 'current_date'
    | 'current_time'
    | 'current_timestamp'
    | 'localtime'
    | 'localtimestamp'
    | 'current_of';
  /** Of 'current_of', the ctid of the row of a table that a cursor stands on: WHERE CURRENT OF. */
  readonly cursor?: { readonly name: string; readonly table: Oid };
}

/** Sort order of one key; `less` is the '<' function of its type. */
export interface BoundSortKey {
  readonly expr: BoundExpr;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

// ---- queries ----
export type BoundQuery = BoundSelect | BoundSetOperation | BoundValues;

/** A column of a table or view: its OID and attribute number. */
export interface ColumnOrigin {
  readonly table: Oid;
  readonly column: number;
}
export interface OutputColumn {
  readonly name: string;
  readonly type: Oid;
  readonly typmod: number;
  /** Absent: the default, or for names "C"; null: none could be derived. */
  readonly collation?: string | null;
  /** Of a statement's result, where it is a relation's column: what clients are told. */
  readonly origin?: ColumnOrigin;
}
/** Clauses every query can have. `order` keys are positions in the output row, junk columns included. */
interface QueryTail {
  readonly ctes: readonly BoundCte[];
  /** Visible columns first; in a BoundSelect, targets beyond columns.length are junk that only ORDER BY / DISTINCT ON use. */
  readonly columns: readonly OutputColumn[];
  readonly order: readonly {
    readonly column: number;
    readonly descending: boolean;
    readonly nullsFirst: boolean;
    /** The type in whose order it is, where that is another one than the column's. */
    readonly orderType?: Oid;
  }[];
  readonly limit: BoundExpr | null;
  readonly withTies: boolean;
  readonly offset: BoundExpr | null;
}
export interface BoundSelect extends QueryTail {
  readonly kind: 'select';
  /** Unique in the statement. */
  readonly id: number;
  /** Empty: one row without columns. Several items are a cross product (comma list). */
  readonly from: readonly BoundFrom[];
  readonly where: BoundExpr | null;
  readonly groupBy: readonly BoundExpr[];
  /** Index lists into groupBy; null when there are no GROUPING SETS. */
  readonly groupingSets: readonly (readonly number[])[] | null;
  /** GROUP BY as written, where it is more than a list of expressions: for deparse. */
  readonly grouping?: { readonly distinct: boolean; readonly items: readonly BoundGroupingItem[] };
  /** GROUP BY, HAVING or an aggregate is present. */
  readonly aggregated: boolean;
  readonly having: BoundExpr | null;
  readonly windows: readonly BoundWindowSpec[];
  readonly targets: readonly BoundExpr[];
  /** null: none; otherwise positions in targets (all visible ones for plain DISTINCT). */
  readonly distinctOn: readonly number[] | null;
  /** It was written as DISTINCT ON, though it may name all visible targets. */
  readonly namesDistinct?: boolean;
  readonly locking: readonly BoundLocking[];
}
/** An item of GROUP BY; keys are indexes into BoundSelect.groupBy. */
export type BoundGroupingItem =
  | { readonly kind: 'simple'; readonly keys: readonly number[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'rollup' | 'cube' | 'sets'; readonly items: readonly BoundGroupingItem[] };
export interface BoundWindowSpec {
  /** Of the WINDOW clause; null for OVER (...). */
  readonly name: string | null;
  /** The window it was built on, as written. */
  readonly base: string | null;
  readonly partitionBy: readonly BoundExpr[];
  readonly orderBy: readonly BoundSortKey[];
  readonly frame: {
    readonly mode: 'rows' | 'range' | 'groups';
    readonly start: BoundFrameEnd;
    readonly end: BoundFrameEnd;
    readonly exclude: 'no others' | 'current row' | 'group' | 'ties';
    /** Written with BETWEEN. */
    readonly between: boolean;
  } | null;
}
export interface BoundFrameEnd {
  readonly type: 'unbounded preceding' | 'preceding' | 'current row' | 'following' | 'unbounded following';
  readonly offset: BoundExpr | null;
  /** For RANGE with an offset: the in_range function of the column's type. */
  readonly inRange: Oid | null;
}
export interface BoundLocking {
  /** Rels of the tables to lock. */
  readonly rels: readonly number[];
  readonly strength: 'update' | 'no key update' | 'share' | 'key share';
  readonly wait: 'block' | 'nowait' | 'skip locked';
}
/** Both sides have columns of the same types (casts are in their targets). */
export interface BoundSetOperation extends QueryTail {
  readonly kind: 'setOperation';
  readonly op: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly left: BoundQuery;
  readonly right: BoundQuery;
}
export interface BoundValues extends QueryTail {
  readonly kind: 'values';
  readonly rows: readonly (readonly BoundExpr[])[];
}
export interface BoundCte {
  /** Unique in the statement. */
  readonly id: number;
  readonly name: string;
  readonly columns: readonly OutputColumn[];
  readonly query: BoundQuery | BoundModification;
  /** For WITH RECURSIVE items that refer to themselves: the two arms; `query` is then the whole as a set operation. */
  readonly recursive: { readonly base: BoundQuery; readonly step: BoundQuery; readonly all: boolean } | null;
  /**
   * SEARCH and CYCLE as written, for deparse. `recursive` already computes their columns, which come last in `columns`; `query` is
   * the query without them.
   */
  readonly search?: { readonly order: 'breadth' | 'depth'; readonly by: readonly string[]; readonly column: string };
  readonly cycle?: {
    readonly columns: readonly string[];
    readonly mark: string;
    /** null: TRUE and FALSE, not written. */
    readonly values: { readonly value: BoundExpr; readonly fallback: BoundExpr } | null;
    readonly path: string;
  };
  /** Column names behind the name, when written: for deparse. */
  readonly aliases?: readonly string[];
  readonly materialized: boolean | null;
  /** How many CTE references were bound to it. */
  readonly references: number;
}

export type BoundFrom = BoundTableRef | BoundSubqueryRef | BoundFunctionRef | BoundCteRef | BoundJoin;
interface RangeItem {
  readonly rel: number;
  /** Alias or relation name, for EXPLAIN and deparse. */
  readonly alias: string;
  readonly columns: readonly OutputColumn[];
}
/** A table or a computed catalog relation (which one, the descriptor says). */
export interface BoundTableRef extends RangeItem {
  readonly kind: 'table';
  readonly table: Oid;
  readonly sample?: BoundSample;
}
/** TABLESAMPLE: a percentage (float4) of the rows, or of the blocks of rows; `seed` (float8) makes it repeatable. */
export interface BoundSample {
  readonly method: 'bernoulli' | 'system';
  readonly percent: BoundExpr;
  readonly seed: BoundExpr | null;
}
/** `view`: OID of the view this sub-query stands for, else null. */
export interface BoundSubqueryRef extends RangeItem {
  readonly kind: 'subquery';
  readonly query: BoundQuery;
  readonly lateral: boolean;
  readonly view: Oid | null;
}
/** Set-returning (or scalar) functions in FROM; columns of several functions stand side by side, ordinality last. */
export interface BoundFunctionRef extends RangeItem {
  readonly kind: 'function';
  readonly calls: readonly BoundExpr[];
  /** Column definition lists, parallel to `calls`: null for calls without; left out when none has one. */
  readonly definitions?: readonly (readonly OutputColumn[] | null)[];
  /** Columns of the calls whose values are of a composite type, parallel to `calls`; left out when there are none. */
  readonly composites?: readonly (readonly OutputColumn[] | null)[];
  readonly ordinality: boolean;
  readonly lateral: boolean;
}
export interface BoundCteRef extends RangeItem {
  readonly kind: 'cte';
  readonly cte: number;
  /** Inside the recursive arm: reads the working table. */
  readonly working: boolean;
}
/** USING and NATURAL have become `on`; merged columns appear as expressions (coalesce) where they are used. */
export interface BoundJoin {
  readonly kind: 'join';
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross';
  readonly left: BoundFrom;
  readonly right: BoundFrom;
  readonly on: BoundExpr | null;
  /** As written, for deparse. */
  readonly using: readonly string[];
  readonly natural: boolean;
}

// ---- data modification ----
export type BoundModification = BoundInsert | BoundUpdate | BoundDelete | BoundMerge;
export interface BoundReturning {
  readonly targets: readonly BoundExpr[];
  readonly columns: readonly OutputColumn[];
}
/** WITH CHECK OPTION: what a row that was changed through the view must meet; over the target's rel as the new row. */
export interface BoundViewCheck {
  readonly view: string;
  readonly condition: BoundExpr;
}
/** The view that a change names; the views and the table below it follow from its definition. Columns are the view's, by position. */
export interface TargetView {
  readonly view: Oid;
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  /** An INSERT may also update: ON CONFLICT DO UPDATE. */
  readonly updates?: boolean;
}
export interface BoundInsert {
  readonly kind: 'insert';
  readonly ctes: readonly BoundCte[];
  readonly table: Oid;
  /** The new (after conflict: updated) row, for RETURNING, and the existing row, for ON CONFLICT DO UPDATE. */
  readonly rel: number;
  readonly alias: string;
  /** Rows to insert; null for DEFAULT VALUES. Its output columns are var(sourceRel, i). */
  readonly source: BoundQuery | null;
  readonly sourceRel: number;
  /** One per attribute of the table, in order: over sourceRel, with defaults and assignment casts applied; dropped attributes are NULL constants. */
  readonly values: readonly BoundExpr[];
  readonly onConflict: {
    /** OIDs of the arbiter indexes; empty: any unique index (DO NOTHING only). */
    readonly arbiters: readonly Oid[];
    readonly action: 'nothing' | 'update';
    readonly excludedRel: number;
    readonly set: readonly { readonly column: number; readonly value: BoundExpr }[];
    readonly where: BoundExpr | null;
  } | null;
  /** WHERE of COPY FROM: over `rel` as the new row; rows for which it does not hold are left out. */
  readonly filter: BoundExpr | null;
  /** In the order in which they are asked. */
  readonly checks: readonly BoundViewCheck[];
  readonly returning: BoundReturning | null;
  /** Columns of the table that were named, or meant by naming none. */
  readonly inserted?: readonly number[];
  readonly through?: TargetView | undefined;
}
export interface BoundUpdate {
  readonly kind: 'update';
  readonly ctes: readonly BoundCte[];
  readonly table: Oid;
  /** In `set` and `where` the row before, in `returning` the row after. */
  readonly rel: number;
  readonly alias: string;
  readonly from: readonly BoundFrom[];
  readonly where: BoundExpr | null;
  readonly set: readonly { readonly column: number; readonly value: BoundExpr }[];
  readonly checks: readonly BoundViewCheck[];
  readonly returning: BoundReturning | null;
  readonly through?: TargetView | undefined;
}
export interface BoundDelete {
  readonly kind: 'delete';
  readonly ctes: readonly BoundCte[];
  readonly table: Oid;
  readonly rel: number;
  readonly alias: string;
  readonly from: readonly BoundFrom[];
  readonly where: BoundExpr | null;
  readonly returning: BoundReturning | null;
  readonly through?: TargetView | undefined;
}
export interface BoundMerge {
  readonly kind: 'merge';
  readonly ctes: readonly BoundCte[];
  readonly table: Oid;
  /** The target's row before. */
  readonly rel: number;
  readonly alias: string;
  readonly source: BoundFrom;
  readonly on: BoundExpr;
  /** The first whose kind of match and condition fit is taken. */
  readonly actions: readonly BoundMergeAction[];
  readonly returning: null;
}
export interface BoundMergeAction {
  /** Those that are not see the source only. */
  readonly matched: boolean;
  readonly condition: BoundExpr | null;
  readonly action: 'insert' | 'update' | 'delete' | 'nothing';
  /** Of an update. */
  readonly set: readonly { readonly column: number; readonly value: BoundExpr }[];
  /** Of an insert: one per attribute of the table, dropped ones included. */
  readonly values: readonly BoundExpr[];
  readonly inserted?: readonly number[];
}
