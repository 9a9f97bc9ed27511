/** Aggregates: which query they belong to, and the rules on what they may contain ("Aggregate Expressions"). */
import type { BoundAggregate, BoundExpr, BoundSortKey } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
import { someExprOutside, walkExpr } from '../../catalog/tree-walk.ts';
import { sqlError } from '../../errors/index.ts';
import type { FunctionCall } from '../../parser/ast/index.ts';
import { coerceToBoolean, coerceType } from '../coercion/coerce.ts';
import { kindRow } from '../expression-kind.ts';
import { textOid, unknownOid } from '../oids.ts';
import type { ResolvedFunction } from '../resolution/functions.ts';
import { requireComparison } from '../resolution/operators.ts';
import type { Scope } from '../scope.ts';
import { sortDirection } from '../sort-direction.ts';

export function bindAggregate(
  call: FunctionCall,
  resolved: ResolvedFunction,
  args: readonly BoundExpr[],
  scope: Scope,
  containsSet: boolean,
): BoundExpr {
  refuseSets(args, containsSet);
  const orderBy = bindAggregateOrder(call, scope);
  refuseSets(
    orderBy.map((key) => key.expr),
    false,
  );
  if (call.distinct) checkDistinct(args, orderBy, call, scope);
  return bindAggregateParts(call, resolved, { args, direct: null, orderBy }, scope);
}

export function refuseSets(args: readonly BoundExpr[], containsSet: boolean): void {
  if (containsSet || args.some((arg) => someExprOutside(arg, (e) => e.kind === 'call' && e.set))) {
    const set = findLocation(args, (e) => e.kind === 'call' && e.set);
    throw sqlError('feature_not_supported', 'aggregate function calls cannot contain set-returning function calls', {
      hint: 'You might be able to move the set-returning function into a LATERAL FROM item.',
      location: set,
    });
  }
}

/** FILTER, the query that the aggregate belongs to, and the node. `direct` is null but for ordered-set aggregates. */
export function bindAggregateParts(
  call: FunctionCall,
  resolved: ResolvedFunction,
  parts: {
    readonly args: readonly BoundExpr[];
    readonly direct: readonly BoundExpr[] | null;
    readonly orderBy: readonly BoundSortKey[];
  },
  scope: Scope,
): BoundExpr {
  const { location } = call;
  const { args, direct, orderBy } = parts;
  const filter = call.filter ? coerceToBoolean(scope.state, scope.bind(call.filter, 'filter'), 'FILTER') : null;
  const owner = owningScope(args, direct ?? [], orderBy, filter, scope);
  checkClause(owner, location);
  owner.hasAggregates = true;
  return {
    kind: 'aggregate',
    fn: resolved.def.oid,
    star: call.star,
    args,
    distinct: call.distinct,
    orderBy,
    filter,
    ...(direct === null ? {} : { direct }),
    query: owner.selectId,
    type: resolved.result,
    typmod: -1,
    location,
  } satisfies BoundAggregate;
}

function findLocation(args: readonly BoundExpr[], test: (expr: BoundExpr) => boolean): number {
  let location = -1;
  for (const arg of args) {
    walkExpr(arg, (e) => {
      if (location < 0 && test(e)) location = e.location;
      return location < 0;
    });
  }
  return location;
}

/** ORDER BY within an aggregate takes expressions alone: no positions, no output names. */
function bindAggregateOrder(call: FunctionCall, scope: Scope): readonly BoundSortKey[] {
  const { state } = scope;
  return call.orderBy.map((key) => {
    let expr = scope.bind(key.value);
    if (expr.type === unknownOid) expr = coerceType(state, expr, textOid, -1, 'implicit', 'implicit');
    requireComparison(state, '<', expr.type, key.value.location);
    return { expr, ...sortDirection(key, expr.type, state) };
  });
}

/** Without the conversions that only the function asks for. */
function asWritten(arg: BoundExpr): BoundExpr {
  return arg.kind === 'cast' && arg.context === 'implicit' ? asWritten(arg.arg) : arg;
}

function checkDistinct(
  args: readonly BoundExpr[],
  orderBy: readonly BoundSortKey[],
  call: FunctionCall,
  scope: Scope,
): void {
  if (args.length === 0) {
    throw sqlError('feature_not_supported', 'DISTINCT aggregate call must have at least one argument', {
      location: call.location,
    });
  }
  for (const arg of args) requireComparison(scope.state, '=', arg.type, arg.location);
  for (const key of orderBy) {
    if (!args.some((arg) => exprEquals(arg, key.expr) || exprEquals(asWritten(arg), key.expr))) {
      throw sqlError(
        'invalid_column_reference',
        'in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list',
        { location: key.expr.location },
      );
    }
  }
}

/**
 * An aggregate belongs to the innermost query that one of its variables, or of its aggregates over outer queries, is of; one
 * without any to the query it stands in.
 */
export function owningScope(
  args: readonly BoundExpr[],
  direct: readonly BoundExpr[],
  orderBy: readonly BoundSortKey[],
  filter: BoundExpr | null,
  scope: Scope,
): Scope {
  let variableLevel = -1;
  let aggregateLevel = -1;
  let aggregateLocation = -1;
  const least = (level: number, found: number) => (level < 0 || found < level ? found : level);
  const look = (expr: BoundExpr): boolean | undefined => {
    if (expr.kind === 'var') {
      const owner = scope.state.scopeOfRel(expr.rel);
      const level = owner ? scope.levelsUpTo(owner) : -1;
      if (level >= 0) variableLevel = least(variableLevel, level);
    } else if (expr.kind === 'aggregate' || expr.kind === 'grouping') {
      const level = levelOfSelect(scope, expr.query);
      if (level >= 0 && (aggregateLevel < 0 || level < aggregateLevel)) {
        aggregateLevel = level;
        aggregateLocation = expr.location;
      }
      // What stands in an aggregate counts for that aggregate.
      return level < 0;
    } else if (expr.kind === 'window' && levelOfWindow(expr, scope)) {
      throw sqlError('grouping_error', 'aggregate function calls cannot contain window function calls', {
        location: expr.location,
      });
    }
    return undefined;
  };
  for (const arg of direct) walkExpr(arg, look);
  for (const arg of args) walkExpr(arg, look);
  for (const key of orderBy) walkExpr(key.expr, look);
  if (filter) walkExpr(filter, look);
  const level =
    variableLevel < 0
      ? Math.max(aggregateLevel, 0)
      : aggregateLevel < 0
        ? variableLevel
        : Math.min(variableLevel, aggregateLevel);
  if (aggregateLevel === level && aggregateLevel >= 0) {
    throw sqlError('grouping_error', 'aggregate function calls cannot be nested', { location: aggregateLocation });
  }
  let owner = scope;
  for (let i = 0; i < level; i++) owner = owner.parent!;
  return owner;
}

function levelOfWindow(expr: BoundExpr, scope: Scope): boolean {
  return scope.hasWindows && expr.kind === 'window';
}

function levelOfSelect(scope: Scope, id: number): number {
  let level = 0;
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    if (s.selectId === id) return level;
    level++;
  }
  return -1;
}

function checkClause(owner: Scope, location: number): void {
  const forbidden = kindRow(owner.kind).aggregates;
  if (forbidden === null) return;
  throw sqlError('grouping_error', `aggregate functions are not allowed in ${forbidden}`, { location });
}
