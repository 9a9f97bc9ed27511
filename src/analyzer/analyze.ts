/** Entry points: statements and stored expressions to bound trees. */
import type { TableDescriptor } from '../catalog/descriptors.ts';
import type {
  BoundDelete,
  BoundExpr,
  BoundInsert,
  BoundMerge,
  BoundModification,
  BoundQuery,
  BoundUpdate,
} from '../catalog/tree.ts';
import { assertNever } from '../common/assert.ts';
import { SqlError, sqlError } from '../errors/index.ts';
import type { DataModification, Expression, SelectStatement, Statement } from '../parser/ast/index.ts';
import type { Oid } from '../types/type-def.ts';
import { coerceToBoolean, coerceToTarget } from './coercion/coerce.ts';
import { deriveModification, deriveQuery, deriveStored } from './collation/derive-statement.ts';
import { usable } from './collation/state.ts';
import type { AnalyzerContext } from './environment.ts';
import { bindExpression } from './expression/bind-expression.ts';
import { variable } from './expression/make-nodes.ts';
import type { ExpressionKind } from './expression-kind.ts';
import { boolOid, textOid, unknownOid } from './oids.ts';
import { Scope } from './scope.ts';
import { type Binder, StatementState } from './state.ts';
import { bindDelete } from './statement/bind-delete.ts';
import { bindInsert } from './statement/bind-insert.ts';
import { bindMerge } from './statement/bind-merge.ts';
import { bindQuery } from './statement/bind-query.ts';
import { bindUpdate } from './statement/bind-update.ts';
import { namespaceItem } from './tableref/range-item.ts';

export type BoundStatement =
  | { readonly kind: 'query'; readonly query: BoundQuery }
  | BoundInsert
  | BoundUpdate
  | BoundDelete
  | BoundMerge;

const binder: Binder = {
  expression: bindExpression,
  query: (statement, parent, options) => bindQuery(statement, parent.state, parent, options),
  modification: (statement, parent) => bindModification(statement, parent.state, parent),
};

function bindModification(statement: DataModification, state: StatementState, parent: Scope | null): BoundModification {
  switch (statement.kind) {
    case 'insert':
      return bindInsert(statement, state, parent);
    case 'update':
      return bindUpdate(statement, state, parent);
    case 'delete':
      return bindDelete(statement, state, parent);
    case 'merge':
      return bindMerge(statement, state, parent);
    default:
      return assertNever(statement);
  }
}

/**
 * SELECT (SELECT INTO as if INTO were not there: the session makes the table), INSERT, UPDATE, DELETE. With parameters in the
 * context, their inferred types are in `context.parameters.types` afterwards.
 */
export function analyzeStatement(
  statement: SelectStatement | DataModification,
  context: AnalyzerContext,
): BoundStatement {
  return guarded(() => {
    const state = new StatementState(context, binder);
    const bound: BoundStatement =
      statement.kind === 'select'
        ? { kind: 'query', query: bindQuery(statement, state, null) }
        : bindModification(statement, state, null);
    state.checkParameters();
    if (!state.collated && !context.collations) return bound;
    return bound.kind === 'query'
      ? { kind: 'query', query: deriveQuery(bound.query, state) }
      : deriveModification(bound, state);
  });
}

export function isAnalyzable(statement: Statement): statement is SelectStatement | DataModification {
  return ['select', 'insert', 'update', 'delete', 'merge'].includes(statement.kind);
}

/** Where a stored expression stands: decides what it may contain. */
export type StoredExpressionKind = Extract<
  ExpressionKind,
  'check' | 'default' | 'generated' | 'indexExpression' | 'indexPredicate' | 'using' | 'execute' | 'copyWhere'
>;

export interface ExpressionOptions {
  readonly kind: StoredExpressionKind;
  /** Type to convert to, by assignment; null: whatever it is (untyped literals are text). */
  readonly type?: Oid | null;
  readonly typmod?: number;
  /** Column that a default or generated value is for: its name in the message when the types do not fit. */
  readonly column?: string;
}

/**
 * One expression for storage in the catalog, over `table` as rel 0, or over nothing. Checks and predicates must be boolean.
 */
export function analyzeExpression(
  expr: Expression,
  table: TableDescriptor | null,
  context: AnalyzerContext,
  options: ExpressionOptions,
): BoundExpr {
  return guarded(() => {
    const state = new StatementState(context, binder);
    const scope = new Scope(state, null);
    scope.kind = options.kind;
    if (options.kind === 'default') scope.columnsForbidden = 'cannot use column reference in DEFAULT expression';
    if (table) {
      const columns = table.columns.flatMap((column, position) =>
        column.dropped ? [] : [{ name: column.name, expr: variable(0, position, column.type, column.typmod) }],
      );
      const item = namespaceItem(table.name, 0, columns, {
        relation: table,
        aliased: false,
        rowType: table.rowType,
        systemColumns: 'named',
      });
      state.ownRel(0, scope);
      scope.namespace = [item];
      scope.rangeItems.push(item);
    }
    const bound = scope.bind(expr);
    const result = convertStored(bound, state, options);
    state.checkParameters();
    const columns = table?.columns ?? [];
    if (!state.collated && columns.every((column) => column.collation === null)) return result;
    return deriveStored(result, table?.oid ?? null, columns, state).expr;
  });
}

function convertStored(bound: BoundExpr, state: StatementState, options: ExpressionOptions): BoundExpr {
  switch (options.kind) {
    case 'check':
      return coerceToBoolean(state, bound, 'CHECK');
    case 'indexPredicate':
    case 'copyWhere':
      return coerceToBoolean(state, bound, 'WHERE');
  }
  const target = options.type ?? (bound.type === unknownOid ? textOid : bound.type);
  if (target === boolOid && bound.type === boolOid) return bound;
  const converted = coerceToTarget(state, bound, target, options.typmod ?? -1, 'assignment', 'implicit');
  if (converted) return converted;
  const from = state.typeName(bound.type);
  const to = state.typeName(target);
  if (options.kind === 'default' || options.kind === 'generated') {
    // The same words for generated columns, and no position: checked against PostgreSQL 15.
    throw sqlError(
      'datatype_mismatch',
      `column "${options.column ?? '?column?'}" is of type ${to} but default expression is of type ${from}`,
      { hint: 'You will need to rewrite or cast the expression.' },
    );
  }
  throw sqlError('cannot_coerce', `cannot cast type ${from} to ${to}`, { location: bound.location });
}

/** Name of the collation derived for an expression over the table as rel 0; null: none could be. */
export function derivedCollation(expr: BoundExpr, table: TableDescriptor, context: AnalyzerContext): string | null {
  return usable(deriveStored(expr, table.oid, table.columns, new StatementState(context, binder)).state)?.key ?? null;
}

/** A bound expression converted by assignment, its modifier included; null when there is no such conversion. */
export function convertExpression(
  expr: BoundExpr,
  type: Oid,
  typmod: number,
  context: AnalyzerContext,
): BoundExpr | null {
  return coerceToTarget(new StatementState(context, binder), expr, type, typmod, 'assignment', 'implicit');
}

/** Exhausted JavaScript stack is an error of the statement, and a location of -1 is none. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      throw sqlError('statement_too_complex', 'stack depth limit exceeded', {
        hint: 'Increase the configuration parameter "max_stack_depth" (currently 2048kB), after ensuring the platform\'s stack depth limit is adequate.',
      });
    }
    if (error instanceof SqlError && error.location !== undefined && error.location < 0) error.location = undefined;
    throw error;
  }
}
