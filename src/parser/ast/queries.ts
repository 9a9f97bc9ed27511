/** SELECT, VALUES, set operations, table references. */

import type { DataModification } from './dml.ts';
import type { Expression, FunctionCall, SortKey, WindowSpec } from './expressions.ts';
import type { Located, QualifiedName, TypeName } from './names.ts';

/** A whole query: optional WITH around a body, with the clauses that apply to its result. */
export interface SelectStatement extends Located {
  readonly kind: 'select';
  readonly with: WithClause | null;
  readonly body: QueryBody;
  readonly orderBy: readonly SortKey[];
  readonly limit: LimitClause | null;
  readonly offset: Expression | null;
  readonly locking: readonly LockingClause[];
}
export type QueryBody = SelectCore | SetOperation | ValuesList | NestedQuery;

/** One `SELECT ... FROM ... WHERE ...`; `TABLE t` arrives as `SELECT * FROM t`. */
export interface SelectCore extends Located {
  readonly kind: 'core';
  readonly distinct: 'all' | 'distinct' | readonly Expression[];
  readonly targets: readonly Target[];
  /** `SELECT ... INTO [TEMP] name`. */
  readonly into: { readonly name: QualifiedName; readonly temporary: boolean; readonly unlogged: boolean } | null;
  readonly from: readonly TableRef[];
  readonly where: Expression | null;
  readonly groupBy: readonly GroupingItem[];
  readonly groupByDistinct: boolean;
  readonly having: Expression | null;
  readonly windows: readonly { readonly name: string; readonly spec: WindowSpec; readonly location: number }[];
}
export interface SetOperation extends Located {
  readonly kind: 'setOperation';
  readonly op: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly left: QueryBody;
  readonly right: QueryBody;
}
export interface ValuesList extends Located {
  readonly kind: 'values';
  readonly rows: readonly (readonly Expression[])[];
}
/** A parenthesised query with clauses of its own inside a set operation. */
export interface NestedQuery extends Located {
  readonly kind: 'nested';
  readonly query: SelectStatement;
}
export interface Target extends Located {
  readonly value: Expression;
  /** `AS name`, or the bare label; null when absent. */
  readonly alias: string | null;
}
/** `count: null` is LIMIT ALL / LIMIT NULL as written without a value. */
export interface LimitClause extends Located {
  readonly count: Expression | null;
  readonly withTies: boolean;
}
export interface LockingClause extends Located {
  readonly strength: 'update' | 'no key update' | 'share' | 'key share';
  readonly of: readonly QualifiedName[];
  readonly wait: 'block' | 'nowait' | 'skip locked';
}
export type GroupingItem =
  | { readonly kind: 'expression'; readonly value: Expression; readonly location: number }
  | { readonly kind: 'empty'; readonly location: number }
  | { readonly kind: 'rollup' | 'cube'; readonly items: readonly Expression[]; readonly location: number }
  | { readonly kind: 'sets'; readonly items: readonly GroupingItem[]; readonly location: number };

export interface WithClause extends Located {
  readonly recursive: boolean;
  readonly items: readonly CommonTableExpression[];
}
export interface SearchClause extends Located {
  readonly order: 'breadth' | 'depth';
  readonly by: readonly string[];
  readonly column: string;
}
export interface CycleClause extends Located {
  readonly columns: readonly string[];
  readonly mark: string;
  readonly value: Expression | null;
  readonly fallback: Expression | null;
  readonly path: string;
}
export interface CommonTableExpression extends Located {
  readonly name: string;
  readonly columns: readonly string[];
  readonly materialized: boolean | null;
  readonly query: SelectStatement | DataModification;
  readonly search: SearchClause | null;
  readonly cycle: CycleClause | null;
}

export type TableRef = RelationRef | SubqueryRef | FunctionRef | JoinRef;
export interface TableAlias extends Located {
  readonly name: string;
  readonly columns: readonly string[];
}
export interface RelationRef extends Located {
  readonly kind: 'relation';
  readonly name: QualifiedName;
  readonly only: boolean;
  readonly alias: TableAlias | null;
  readonly sample: {
    readonly method: QualifiedName;
    readonly args: readonly Expression[];
    readonly repeatable: Expression | null;
  } | null;
}
export interface SubqueryRef extends Located {
  readonly kind: 'subqueryRef';
  readonly lateral: boolean;
  readonly query: SelectStatement;
  readonly alias: TableAlias | null;
}
/** A function in FROM; several for `ROWS FROM (...)`. SpecialFunction (current_date ...) is allowed too. */
export interface FunctionRef extends Located {
  readonly kind: 'functionRef';
  readonly lateral: boolean;
  readonly rowsFrom: boolean;
  readonly functions: readonly {
    readonly call: FunctionCall | Expression;
    readonly columns: readonly ColumnDefinitionItem[];
  }[];
  readonly ordinality: boolean;
  readonly alias: TableAlias | null;
  /** `AS t(a int, b text)`. */
  readonly columnDefinitions: readonly ColumnDefinitionItem[];
}
export interface ColumnDefinitionItem extends Located {
  readonly name: string;
  readonly type: TypeName;
}
export interface JoinRef extends Located {
  readonly kind: 'join';
  /** 'cross' only for CROSS JOIN; NATURAL and USING are conditions of the others. */
  readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross';
  readonly left: TableRef;
  readonly right: TableRef;
  readonly natural: boolean;
  readonly using: readonly string[];
  readonly usingAlias: string | null;
  readonly on: Expression | null;
  /** `(a JOIN b ...) AS j`. */
  readonly alias: TableAlias | null;
}
