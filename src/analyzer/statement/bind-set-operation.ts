/** UNION, INTERSECT, EXCEPT: both sides get the same column types; the left side names the columns. */
import type { BoundExpr, BoundQuery, BoundSelect, BoundSetOperation, OutputColumn } from '../../catalog/tree.ts';
import { plainSelect } from '../../catalog/tree-nodes.ts';
import { sqlError } from '../../errors/index.ts';
import type { QueryBody, SelectStatement, SetOperation } from '../../parser/ast/index.ts';
import { coerceToCommonType, commonTypmod, selectCommonType } from '../coercion/common-type.ts';
import { constant, variable } from '../expression/make-nodes.ts';
import { unknownOid } from '../oids.ts';
import { requireComparison } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';
import { columnsOfRel, namespaceItem } from '../tableref/range-item.ts';
import type { TargetEntry } from '../target-list.ts';
import { bindLimit } from './limit.ts';
import { lockingName } from './locking.ts';
import { bindOrderBy } from './sort-group.ts';

export function bindSetOperation(operation: SetOperation, tail: SelectStatement, scope: Scope): BoundSetOperation {
  const { state } = scope;
  if (tail.locking.length > 0) {
    throw sqlError(
      'feature_not_supported',
      `${lockingName(tail.locking[0]!.strength)} is not allowed with UNION/INTERSECT/EXCEPT`,
    );
  }
  const bound = bindOperation(operation, scope);
  // ORDER BY sees the result's columns under a name nobody can write, and nothing else.
  const rel = state.newRel(scope);
  const item = namespaceItem('*RESULT*', rel, columnsOfRel(rel, bound.columns), { aliased: true });
  item.nameVisible = false;
  scope.namespace = [item];
  scope.kind = 'select';
  const targets: TargetEntry[] = item.columns.map((column) => ({ expr: column.expr, name: column.name, junk: false }));
  const width = targets.length;
  const order = bindOrderBy(tail.orderBy, targets, scope);
  if (targets.length > width) {
    throw sqlError('feature_not_supported', 'invalid UNION/INTERSECT/EXCEPT ORDER BY clause', {
      detail: 'Only result column names can be used, not expressions or functions.',
      hint: 'Add the expression/function to every SELECT, or move the UNION into a FROM clause.',
      location: targets[width]!.expr.location,
    });
  }
  scope.namespace = [];
  return { ...bound, order, ...bindLimit(tail, scope) };
}

/** One arm: a nested set operation of the same tree, or a query of its own. */
export function bindArm(body: QueryBody, scope: Scope): BoundQuery {
  if (body.kind === 'setOperation') return bindOperation(body, scope);
  if (body.kind === 'nested') return scope.state.binder.query(body.query, scope, { keepUnknown: true });
  return scope.state.binder.query(
    {
      kind: 'select',
      with: null,
      body,
      orderBy: [],
      limit: null,
      offset: null,
      locking: [],
      location: body.location,
    },
    scope,
    { keepUnknown: true },
  );
}

function bindOperation(operation: SetOperation, scope: Scope): BoundSetOperation {
  const left = bindArm(operation.left, scope);
  const right = bindArm(operation.right, scope);
  return combineArms(operation, left, right, scope.state);
}

export function combineArms(
  operation: SetOperation,
  left: BoundQuery,
  right: BoundQuery,
  state: StatementState,
): BoundSetOperation {
  const construct = operation.op.toUpperCase();
  if (left.columns.length !== right.columns.length) {
    throw sqlError('syntax_error', `each ${construct} query must have the same number of columns`, {
      location: columnLocation(right, 0),
    });
  }
  const columns: OutputColumn[] = [];
  const types: { type: number; typmod: number }[] = [];
  for (let i = 0; i < left.columns.length; i++) {
    const pair = [representative(left, i), representative(right, i)];
    const type = selectCommonType(state, pair, construct);
    const typmod = commonTypmod(pair, type);
    // What is wrong with one column comes before the types of later ones.
    for (const expr of pair) {
      if (expr.kind === 'const' || expr.type !== unknownOid) coerceToCommonType(state, expr, type, construct);
    }
    if (!(operation.op === 'union' && operation.all)) {
      requireComparison(state, '=', type, pair[1]!.location);
    }
    types.push({ type, typmod });
    columns.push({ name: left.columns[i]!.name, type, typmod });
  }
  return {
    kind: 'setOperation',
    ctes: [],
    columns,
    op: operation.op,
    all: operation.all,
    left: convertColumns(left, types, construct, state),
    right: convertColumns(right, types, construct, state),
    order: [],
    limit: null,
    withTies: false,
    offset: null,
  };
}

/** Where column `i` of a query was written. */
export function columnLocation(query: BoundQuery, i: number): number {
  return representative(query, i).location;
}

/** An expression that stands for column `i`: the target itself, so that messages point at it, or a dummy of its type. */
function representative(query: BoundQuery, i: number): BoundExpr {
  switch (query.kind) {
    case 'select':
      if (query.targets[i]) return query.targets[i]!;
      break;
    case 'values': {
      const cell = query.rows[0]![i];
      if (cell) return { ...cell, type: query.columns[i]!.type };
      break;
    }
    case 'setOperation':
      if (query.columns[i]) {
        const column = query.columns[i]!;
        return { ...representative(query.left, i), type: column.type, typmod: column.typmod } as BoundExpr;
      }
      break;
  }
  return constant(0, null, -1);
}

/** The query with casts in its targets where a column has another type. */
function convertColumns(
  query: BoundQuery,
  types: readonly { readonly type: number; readonly typmod: number }[],
  construct: string,
  state: StatementState,
): BoundQuery {
  const differs = (i: number) => query.columns[i]!.type !== types[i]!.type;
  if (!types.some((_, i) => differs(i))) return query;
  const convert = (expr: BoundExpr, i: number) =>
    i < types.length && expr.type !== types[i]!.type
      ? coerceToCommonType(state, expr, types[i]!.type, construct)
      : expr;
  const columns = query.columns.map((column, i) =>
    differs(i) ? { name: column.name, type: types[i]!.type, typmod: -1 } : column,
  );
  // Order and DISTINCT work on the unconverted values: they are kept below a SELECT that converts. Untyped constants have no
  // values to order by yet.
  const untouched = query.order.length === 0 && (query.kind !== 'select' || query.distinctOn === null);
  const inPlace = untouched || query.columns.every((column, i) => !differs(i) || column.type === unknownOid);
  if (query.kind === 'select' && inPlace) return { ...query, columns, targets: query.targets.map(convert) };
  if (query.kind === 'values' && inPlace) {
    return { ...query, columns, rows: query.rows.map((row) => row.map(convert)) };
  }
  return wrap(query, columns, convert, state);
}

function wrap(
  query: BoundQuery,
  columns: readonly OutputColumn[],
  convert: (expr: BoundExpr, i: number) => BoundExpr,
  state: StatementState,
): BoundSelect {
  const rel = state.nextRel();
  return plainSelect({
    id: state.nextSelect(),
    columns,
    from: [{ kind: 'subquery', rel, alias: '*SELECT*', columns: query.columns, query, lateral: false, view: null }],
    targets: query.columns.map((column, i) => convert(variable(rel, i, column.type, column.typmod), i)),
  });
}
