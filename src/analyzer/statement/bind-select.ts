/** One SELECT: its clauses in the order in which they see each other. */
import type { BoundExpr, BoundSelect, OutputColumn } from '../../catalog/tree.ts';
import type { SelectCore, SelectStatement } from '../../parser/ast/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import type { Scope } from '../scope.ts';
import type { QueryOptions } from '../state.ts';
import { bindFromList } from '../tableref/bind-from.ts';
import { bindTargets, resolveUnknowns, type TargetEntry } from '../target-list.ts';
import { checkTargetCount } from '../tuple-limits.ts';
import { GroupingCheck } from './check-grouping.ts';
import { bindGroupBy } from './group-by.ts';
import { bindLimit } from './limit.ts';
import { applyLocking } from './locking.ts';
import { bindDistinctAll, bindDistinctOn, bindOrderBy } from './sort-group.ts';
import { bindWindows, declareWindows } from './windows.ts';

/** `tail` has the clauses around the body: ORDER BY, LIMIT, locking. WITH is already in the scope; the caller adds `ctes`. */
export function bindSelectCore(
  core: SelectCore,
  tail: SelectStatement,
  scope: Scope,
  options: QueryOptions,
): BoundSelect {
  const { state } = scope;
  const from = bindFromList(core.from, scope);
  declareWindows(core.windows, scope);
  scope.kind = 'select';
  const targets = bindTargets(core.targets, scope);
  const where = core.where ? condition(core.where, 'where', 'WHERE', scope) : null;
  const having = core.having ? condition(core.having, 'having', 'HAVING', scope) : null;
  const order = bindOrderBy(tail.orderBy, targets, scope);
  const { grouped, exprs: groupBy, sets, written } = bindGroupBy(core.groupBy, core.groupByDistinct, targets, scope);
  let distinctOn: number[] | null = null;
  if (core.distinct === 'distinct') distinctOn = bindDistinctAll(targets, order, scope);
  else if (core.distinct !== 'all') distinctOn = bindDistinctOn(core.distinct, targets, order, scope);
  const limit = bindLimit(tail, scope);
  const windows = bindWindows(scope);
  if (!options.keepUnknown) resolveUnknowns(targets, state);
  const aggregated = grouped || having !== null || scope.hasAggregates;
  if (aggregated) checkGrouping(new GroupingCheck(scope, groupBy, sets), targets, having, windows);
  const bound: BoundSelect = {
    kind: 'select',
    id: scope.selectId,
    ctes: [],
    columns: outputColumnsOf(targets),
    from,
    where,
    groupBy,
    groupingSets: sets,
    ...(written && { grouping: { distinct: core.groupByDistinct, items: written } }),
    aggregated,
    having,
    windows,
    targets: targets.map((target) => target.expr),
    distinctOn,
    ...(typeof core.distinct !== 'string' && { namesDistinct: true }),
    order,
    ...limit,
    locking: [],
  };
  return tail.locking.length > 0 ? applyLocking(bound, tail.locking, scope.hasTargetSets) : bound;
}

function condition(
  expr: NonNullable<SelectCore['where']>,
  kind: 'where' | 'having',
  name: string,
  scope: Scope,
): BoundExpr {
  return coerceToBoolean(scope.state, scope.bind(expr, kind), name);
}

export function outputColumnsOf(targets: readonly TargetEntry[]): readonly OutputColumn[] {
  checkTargetCount(targets.length);
  return targets
    .filter((target) => !target.junk)
    .map((target) => ({ name: target.name, type: target.expr.type, typmod: target.expr.typmod }));
}

function checkGrouping(
  check: GroupingCheck,
  targets: readonly TargetEntry[],
  having: BoundExpr | null,
  windows: BoundSelect['windows'],
): void {
  for (const target of targets) check.check(target.expr);
  for (const window of windows) {
    for (const expr of window.partitionBy) check.check(expr);
    for (const key of window.orderBy) check.check(key.expr);
  }
  if (having) check.check(having);
}
