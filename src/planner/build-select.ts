/** SELECT: FROM, WHERE, grouping, HAVING, windows, target list, DISTINCT, ORDER BY, locking, LIMIT, in this order. */
import type { BoundExpr, BoundFrom, BoundSelect } from '../catalog/tree.ts';
import { exprEquals } from '../catalog/tree-equals.ts';
import { sqlError, unsupported } from '../errors/index.ts';
import { buildAggregation } from './build-aggregation.ts';
import type { QueryBuilding } from './build-modification.ts';
import { buildWindows, isPrefix, mapWindows, windowKeys } from './build-windows.ts';
import type { Builder } from './builder.ts';
import { columnsUsed, relsOf } from './columns.ts';
import { conjuncts, hasSetCall, isSetCall, isVolatile, makeVar, sortKeys } from './expressions.ts';
import { shareGroupedSubqueries } from './grouped-subqueries.ts';
import type { LogicalPlan, LogicalQuery } from './logical-plan.ts';
import type { PlanSortKey } from './plan-parts.ts';
import { replaceExpr } from './walk.ts';

export function buildSelect(building: QueryBuilding, builder: Builder, bound: BoundSelect): LogicalQuery {
  const query = shareGroupedSubqueries(bound);
  let plan = building.buildFromList(builder, query.from);
  const where = conjuncts(query.where === null ? null : building.buildExpr(builder, query.where));
  if (where.length > 0) plan = { node: 'filter', input: plan, filter: where };
  // Each grouping set nulls its own keys: one that differs from another in COLLATE alone is a key of its own until they are found.
  const build = (expr: BoundExpr): BoundExpr =>
    query.groupingSets === null ? building.buildExpr(builder, expr) : building.buildWithCollate(builder, expr);
  let targets: readonly BoundExpr[] = query.targets.map(build);
  let windows = mapWindows(query.windows, build);
  let groupBy: readonly BoundExpr[] = query.groupBy.map(build);
  if (query.aggregated) {
    let having = query.having === null ? null : build(query.having);
    if (groupBy.some(hasSetCall)) {
      const above = [...targets, ...windowKeys(windows), ...(having === null ? [] : [having])];
      const expanded = expandGroupKeys(builder, { plan, targets: groupBy }, above);
      plan = expanded.plan;
      groupBy = expanded.targets;
      having = having === null ? null : expanded.replace(having);
      targets = targets.map(expanded.replace);
      windows = mapWindows(windows, expanded.replace);
    }
    const above = [...targets, ...windowKeys(windows), ...groupBy];
    const aggregation = buildAggregation(builder, query, plan, groupBy, above, having);
    plan = aggregation.plan;
    const replaced = [...aggregation.targets];
    targets = replaced.splice(0, targets.length);
    windows = windows.map((spec) => ({
      ...spec,
      partitionBy: replaced.splice(0, spec.partitionBy.length),
      orderBy: spec.orderBy.map((key) => ({ ...key, expr: replaced.shift()! })),
    }));
    groupBy = replaced;
  }
  if (windows.length === 0) return finishSelect(building, builder, query, { plan, targets }, []);
  const windowed = buildWindows(builder, query, plan, targets, windows, groupBy);
  return finishSelect(building, builder, query, windowed, windowed.order);
}

interface Targets {
  plan: LogicalPlan;
  targets: readonly BoundExpr[];
}

function finishSelect(
  building: QueryBuilding,
  builder: Builder,
  query: BoundSelect,
  input: Targets,
  given: readonly PlanSortKey[],
): LogicalQuery {
  let state: Targets = { plan: input.plan, targets: input.targets };
  const sortColumns = new Set(query.order.map((item) => item.column));
  if (query.distinctOn !== null) {
    state = expandSetCalls(builder, state);
    state = projectAll(builder, state);
  } else {
    if ([...sortColumns].some((column) => hasSetCall(state.targets[column]!))) state = expandSetCalls(builder, state);
    // Rows are locked by the ids of their tables' rows, which a projection would hide; then the sort computes its keys itself.
    if (query.locking.length === 0 || showsVolatileKey(builder, query, state)) {
      state = projectSortKeys(builder, state, sortColumns);
    }
  }
  const keys = sortKeys(query.order, state.targets);
  const isSorted = isPrefix(sortKeys(query.order, input.targets), given);
  if (query.distinctOn !== null) state.plan = addDistinct(query, state, keys);
  else if (!isSorted) state.plan = { node: 'sort', input: state.plan, keys };
  if (query.locking.length > 0) state.plan = addLocks(builder, query, state.plan);
  // Set-returning targets that order nothing are expanded after the sort, so that each row's values stay in their order.
  state = expandSetCalls(builder, state);
  const plan = building.addLimit(builder, query, state.plan, keys);
  return { plan, outputs: state.targets.slice(0, query.columns.length), columns: query.columns };
}

/** A volatile expression that is both shown and sorted by must be computed once. */
function showsVolatileKey(builder: Builder, query: BoundSelect, { targets }: Targets): boolean {
  const { facts } = builder.context;
  return query.order.some(({ column }) => column < query.columns.length && isVolatile(targets[column]!, facts));
}

/** The targets as columns of a projection; nothing to do for plain columns. */
function projectAll(builder: Builder, state: Targets): Targets {
  if (state.targets.every((target) => target.kind === 'var' && relsOf(state.plan).has(target.rel))) return state;
  const rel = builder.freshRel();
  const plan: LogicalPlan = { node: 'project', input: state.plan, rel, exprs: state.targets };
  return { plan, targets: state.targets.map((target, i) => makeVar(rel, i, target.type, target.typmod)) };
}

/** Sort keys that are computed become columns, so that they are computed once; other targets stay above the sort. */
function projectSortKeys(builder: Builder, state: Targets, sortColumns: ReadonlySet<number>): Targets {
  const isKey = (i: number): boolean => sortColumns.has(i) && state.targets[i]!.kind !== 'var';
  if (!state.targets.some((_, i) => isKey(i))) return state;
  const { facts } = builder.context;
  const rel = builder.freshRel();
  const exprs: BoundExpr[] = [];
  const add = (expr: BoundExpr): BoundExpr => makeVar(rel, exprs.push(expr) - 1, expr.type, expr.typmod);
  const above = state.targets.map((target, i) => {
    const stays = !isKey(i) && (isVolatile(target, facts) || hasSetCall(target));
    return stays ? null : add(target);
  });
  const passed = columnsUsed(
    state.targets.filter((_, i) => above[i] === null),
    relsOf(state.plan),
  ).map((column) => ({ column, to: add(column) }));
  const replacePassed = (expr: BoundExpr): BoundExpr =>
    replaceExpr(expr, (node) => {
      if (node.kind !== 'var') return null;
      return passed.find((p) => p.column.rel === node.rel && p.column.column === node.column)?.to ?? null;
    });
  const targets = state.targets.map((target, i) => above[i] ?? replacePassed(target));
  return { plan: { node: 'project', input: state.plan, rel, exprs }, targets };
}

/**
 * ProjectSet nodes for set-returning calls, the innermost first; calls of one level advance together. Calls below other
 * expressions get a node of their own, and the expressions use its columns.
 */
function expandSetCalls(builder: Builder, start: Targets): Targets {
  let state = start;
  while (state.targets.some(hasSetCall)) {
    const rel = builder.freshRel();
    const exprs: BoundExpr[] = [];
    const add = (expr: BoundExpr): BoundExpr => makeVar(rel, exprs.push(expr) - 1, expr.type, expr.typmod);
    const targets = state.targets.map((target) =>
      replaceExpr(target, (node) => (isSetCall(node) && !node.args.some(hasSetCall) ? add(node) : null)),
    );
    const given = relsOf(state.plan);
    const passed = columnsUsed(targets, given).map((column) => ({ column, to: add(column) }));
    state = {
      plan: { node: 'project', input: state.plan, rel, exprs },
      targets: targets.map((target) =>
        replaceExpr(target, (node) => {
          if (node.kind !== 'var' || node.rel === rel) return null;
          return passed.find((p) => p.column.rel === node.rel && p.column.column === node.column)?.to ?? null;
        }),
      ),
    };
  }
  return state;
}

/** Set-returning calls in grouping expressions give their rows before these are grouped. `above`: what is computed from the groups. */
function expandGroupKeys(
  builder: Builder,
  keys: Targets,
  above: readonly BoundExpr[],
): Targets & { readonly replace: (expr: BoundExpr) => BoundExpr } {
  const columns = columnsUsed([...keys.targets, ...above], relsOf(keys.plan));
  const expanded = expandSetCalls(builder, { plan: keys.plan, targets: [...keys.targets, ...columns] });
  const width = keys.targets.length;
  const replace = (expr: BoundExpr): BoundExpr =>
    replaceExpr(expr, (node) => {
      const key = node.kind === 'const' ? -1 : keys.targets.findIndex((known) => exprEquals(known, node));
      if (key >= 0) return expanded.targets[key]!;
      if (node.kind !== 'var') return null;
      const column = columns.findIndex((known) => known.rel === node.rel && known.column === node.column);
      return column < 0 ? null : expanded.targets[width + column]!;
    });
  return { plan: expanded.plan, targets: expanded.targets.slice(0, width), replace };
}

function addDistinct(query: BoundSelect, state: Targets, keys: readonly PlanSortKey[]): LogicalPlan {
  const distinctKeys = query.distinctOn!.map((column) => state.targets[column]!);
  const isOn = query.namesDistinct === true || state.targets.length > query.columns.length;
  const sorted = (input: LogicalPlan): LogicalPlan => (keys.length === 0 ? input : { node: 'sort', input, keys });
  const distinct = (input: LogicalPlan): LogicalPlan => ({ node: 'distinct', input, keys: distinctKeys });
  // DISTINCT ON keeps the first row in the order; plain DISTINCT sorts what is left.
  if (!isOn) return sorted(distinct(state.plan));
  // In the whole order rows of the same keys are neighbours. Without ORDER BY it is the order of the keys: nothing promises it, but
  // PostgreSQL has no other way either, and clients read names in the order of their groups.
  const others = distinctKeys.filter((key) => key.kind !== 'const' && !keys.some(({ expr }) => exprEquals(expr, key)));
  const order = [...keys, ...others.map((expr) => ({ expr, descending: false, nullsFirst: false }))];
  if (order.length === 0) return distinct(state.plan);
  const input: LogicalPlan = { node: 'sort', input: state.plan, keys: order };
  return { node: 'distinct', input, keys: distinctKeys, keepsOrder: true };
}

function addLocks(builder: Builder, query: BoundSelect, input: LogicalPlan): LogicalPlan {
  const tables = new Map<number, number>();
  const see = (item: BoundFrom): void => {
    if (item.kind === 'table') tables.set(item.rel, item.table);
    else if (item.kind === 'join') {
      see(item.left);
      see(item.right);
    }
  };
  for (const item of query.from) see(item);
  const given = relsOf(input);
  const locks = query.locking.flatMap((lock) =>
    lock.rels.flatMap((rel) => {
      const table = tables.get(rel);
      const relation = table === undefined ? undefined : builder.context.catalog.relation(table);
      if (relation?.kind === 'sequence') {
        throw sqlError('wrong_object_type', `cannot lock rows in sequence "${relation.name}"`);
      }
      // Rows of the catalog are computed: nobody changes them.
      if (relation?.kind === 'catalogRelation') return [];
      if (table === undefined || !given.has(rel))
        throw unsupported('a locking clause with a volatile expression in ORDER BY');
      return [{ rel, table, strength: lock.strength, wait: lock.wait }];
    }),
  );
  return locks.length === 0 ? input : { node: 'lockRows', input, locks };
}
