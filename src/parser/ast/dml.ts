/** INSERT, UPDATE, DELETE, MERGE. */
import type { Expression } from './expressions.ts';
import type { Located, QualifiedName } from './names.ts';
import type { RelationRef, SelectStatement, TableRef, Target, WithClause } from './queries.ts';

export type DataModification = InsertStatement | UpdateStatement | DeleteStatement | MergeStatement;

export interface InsertStatement extends Located {
  readonly kind: 'insert';
  readonly with: WithClause | null;
  readonly table: QualifiedName;
  readonly alias: string | null;
  /** Empty when no column list was written. */
  readonly columns: readonly InsertColumn[];
  readonly overriding: 'system' | 'user' | null;
  /** null for DEFAULT VALUES. */
  readonly source: SelectStatement | null;
  readonly onConflict: OnConflictClause | null;
  readonly returning: readonly Target[];
  /** WHERE of COPY FROM, which runs as an INSERT: rows for which it does not hold are left out. */
  readonly copyWhere?: Expression;
}
export interface InsertColumn extends Located {
  readonly name: string;
  /** Subscripts or fields behind the name; not empty raises 0A000 until such targets are built. */
  readonly indirection: readonly Expression[];
}
export interface OnConflictClause extends Located {
  readonly target: {
    readonly elements: readonly IndexElement[];
    readonly where: Expression | null;
    readonly constraint: string | null;
    readonly location: number;
  } | null;
  readonly action: 'nothing' | 'update';
  readonly set: readonly Assignment[];
  readonly where: Expression | null;
}
/** A column or expression of an index or conflict target. */
export interface IndexElement extends Located {
  readonly value: Expression;
  readonly collation: QualifiedName | null;
  readonly opclass: QualifiedName | null;
  readonly direction: 'asc' | 'desc' | 'default';
  readonly nulls: 'first' | 'last' | 'default';
}
/** `a = x`: one column; `(a, b) = (x, y)` or `(a, b) = (SELECT ...)`: several, with one source expression (row or subquery). */
export interface Assignment extends Located {
  readonly columns: readonly InsertColumn[];
  readonly value: Expression;
  readonly multiple: boolean;
}
export interface UpdateStatement extends Located {
  readonly kind: 'update';
  readonly with: WithClause | null;
  readonly table: RelationRef;
  readonly set: readonly Assignment[];
  readonly from: readonly TableRef[];
  readonly where: Expression | null;
  /** WHERE CURRENT OF cursor. */
  readonly currentOf: string | null;
  readonly returning: readonly Target[];
}
export interface DeleteStatement extends Located {
  readonly kind: 'delete';
  readonly with: WithClause | null;
  readonly table: RelationRef;
  readonly using: readonly TableRef[];
  readonly where: Expression | null;
  readonly currentOf: string | null;
  readonly returning: readonly Target[];
}
export interface MergeStatement extends Located {
  readonly kind: 'merge';
  readonly with: WithClause | null;
  readonly table: RelationRef;
  readonly source: TableRef;
  readonly on: Expression;
  readonly whens: readonly {
    readonly matched: boolean;
    readonly condition: Expression | null;
    readonly action: 'insert' | 'update' | 'delete' | 'nothing';
    readonly set: readonly Assignment[];
    readonly columns: readonly InsertColumn[];
    readonly overriding: 'system' | 'user' | null;
    readonly values: readonly Expression[] | null;
    readonly location: number;
  }[];
}
