/** INSERT, UPDATE, DELETE and MERGE. Their input gives the rows to insert, or the ctid of the rows to change and what SET uses. */
import type {
  BoundDelete,
  BoundExpr,
  BoundFrom,
  BoundInsert,
  BoundMerge,
  BoundModification,
  BoundQuery,
  BoundReturning,
  BoundUpdate,
  BoundViewCheck,
} from '../catalog/tree.ts';
import type { Builder } from './builder.ts';
import { conjuncts, makeVar } from './expressions.ts';
import type { LogicalPlan, LogicalQuery, LogicalReturning } from './logical-plan.ts';
import type { PlanSortKey } from './plan-parts.ts';
import { replaceExpr, varsOf } from './walk.ts';

const tidOid = 27;

export function isModification(bound: BoundQuery | BoundModification): bound is BoundModification {
  return bound.kind === 'insert' || bound.kind === 'update' || bound.kind === 'delete' || bound.kind === 'merge';
}

/** The mutually recursive parts of query building. */
export interface QueryBuilding {
  buildQuery(builder: Builder, query: BoundQuery): LogicalQuery;
  buildExpr(builder: Builder, expr: BoundExpr): BoundExpr;
  buildWithCollate(builder: Builder, expr: BoundExpr): BoundExpr;
  buildFromList(builder: Builder, items: readonly BoundFrom[]): LogicalPlan;
  buildTable(builder: Builder, table: number, rel: number, alias: string): LogicalPlan;
  makeJoin(type: 'inner' | 'left', left: LogicalPlan, right: LogicalPlan, on: readonly BoundExpr[]): LogicalPlan;
  addLimit(builder: Builder, query: BoundQuery, input: LogicalPlan, keys: readonly PlanSortKey[]): LogicalPlan;
}

export function buildInsert(building: QueryBuilding, builder: Builder, bound: BoundInsert): LogicalQuery {
  const ownValues = bound.values.map((value) => building.buildExpr(builder, value));
  const source =
    bound.source === null ? null : insertSource(building, builder, bound.source, bound.sourceRel, ownValues);
  const conflict = bound.onConflict;
  const plan: LogicalPlan = {
    node: 'insert',
    table: bound.table,
    rel: bound.rel,
    alias: bound.alias,
    input: source?.plan ?? { node: 'result' },
    values: source === null ? ownValues : ownValues.map(source.substitute),
    onConflict:
      conflict === null
        ? null
        : {
            arbiters: conflict.arbiters,
            action: conflict.action,
            excludedRel: conflict.excludedRel,
            set: conflict.set.map((item) => ({ ...item, value: building.buildExpr(builder, item.value) })),
            where: conflict.where === null ? null : building.buildExpr(builder, conflict.where),
          },
    filter: bound.filter === null ? null : building.buildExpr(builder, bound.filter),
    checks: buildChecks(building, builder, bound.checks),
    returning: buildReturning(building, builder, bound.returning),
  };
  return modificationQuery(plan, bound.returning);
}

interface InsertSource {
  readonly plan: LogicalPlan;
  readonly substitute: (expr: BoundExpr) => BoundExpr;
}

function insertSource(
  building: QueryBuilding,
  builder: Builder,
  source: BoundQuery,
  rel: number,
  values: readonly BoundExpr[],
): InsertSource {
  const keep = (expr: BoundExpr): BoundExpr => expr;
  const bare =
    source.kind === 'values' &&
    source.ctes.length === 0 &&
    source.order.length === 0 &&
    source.limit === null &&
    source.offset === null;
  if (!bare) {
    const built = building.buildQuery(builder, source);
    return { plan: { node: 'project', rel, input: built.plan, exprs: built.outputs }, substitute: keep };
  }
  const rows = source.rows.map((row) => row.map((expr) => building.buildExpr(builder, expr)));
  const only = rows[0]!;
  if (rows.length > 1 || usesColumnTwice(values, rel)) {
    return { plan: { node: 'values', rel, rows, columns: source.columns }, substitute: keep };
  }
  // One row needs no relation: its expressions stand in the values themselves.
  const substitute = (expr: BoundExpr): BoundExpr =>
    replaceExpr(expr, (node) => (node.kind === 'var' && node.rel === rel ? only[node.column]! : null));
  return { plan: { node: 'result' }, substitute };
}

function usesColumnTwice(values: readonly BoundExpr[], rel: number): boolean {
  const used = new Set<number>();
  let twice = false;
  for (const value of values) {
    for (const node of varsOf(value)) {
      if (node.rel !== rel) continue;
      if (used.has(node.column)) twice = true;
      used.add(node.column);
    }
  }
  return twice;
}

export function buildUpdate(building: QueryBuilding, builder: Builder, bound: BoundUpdate): LogicalQuery {
  const input = targetRows(building, builder, bound);
  const plan: LogicalPlan = {
    node: 'update',
    table: bound.table,
    rel: bound.rel,
    alias: bound.alias,
    input,
    set: bound.set.map((item) => ({ ...item, value: building.buildExpr(builder, item.value) })),
    checks: buildChecks(building, builder, bound.checks),
    returning: buildReturning(building, builder, bound.returning),
  };
  return modificationQuery(plan, bound.returning);
}

export function buildDelete(building: QueryBuilding, builder: Builder, bound: BoundDelete): LogicalQuery {
  const input = targetRows(building, builder, bound);
  const plan: LogicalPlan = {
    node: 'delete',
    table: bound.table,
    rel: bound.rel,
    alias: bound.alias,
    input,
    returning: buildReturning(building, builder, bound.returning),
  };
  return modificationQuery(plan, bound.returning);
}

/** The source with the target's rows that match; rows without one only where something is done about them. */
export function buildMerge(building: QueryBuilding, builder: Builder, bound: BoundMerge): LogicalQuery {
  const source = building.buildFromList(builder, [bound.source]);
  const target = building.buildTable(builder, bound.table, bound.rel, bound.alias);
  const on = conjuncts(building.buildExpr(builder, bound.on));
  const all = bound.actions.some((action) => !action.matched);
  const plan: LogicalPlan = {
    node: 'merge',
    table: bound.table,
    rel: bound.rel,
    alias: bound.alias,
    input: building.makeJoin(all ? 'left' : 'inner', source, target, on),
    on: conjuncts(building.buildExpr(builder, bound.on)),
    actions: bound.actions.map((action) => ({
      ...action,
      condition: action.condition === null ? null : building.buildExpr(builder, action.condition),
      set: action.set.map((item) => ({ ...item, value: building.buildExpr(builder, item.value) })),
      values: action.values.map((value) => building.buildExpr(builder, value)),
    })),
    returning: null,
  };
  return modificationQuery(plan, null);
}

/** The target table joined to FROM or USING; each target row once, whichever of its partners comes first. */
function targetRows(building: QueryBuilding, builder: Builder, bound: BoundUpdate | BoundDelete): LogicalPlan {
  let plan = building.buildTable(builder, bound.table, bound.rel, bound.alias);
  const joined = bound.from.length > 0;
  if (joined) plan = building.makeJoin('inner', plan, building.buildFromList(builder, bound.from), []);
  const where = conjuncts(bound.where === null ? null : building.buildExpr(builder, bound.where));
  if (where.length > 0) plan = { node: 'filter', input: plan, filter: where };
  return joined ? { node: 'distinct', input: plan, keys: [makeVar(bound.rel, -1, tidOid, -1)] } : plan;
}

function buildChecks(
  building: QueryBuilding,
  builder: Builder,
  checks: readonly BoundViewCheck[],
): readonly BoundViewCheck[] {
  return checks.map((check) => ({ ...check, condition: building.buildExpr(builder, check.condition) }));
}

function buildReturning(
  building: QueryBuilding,
  builder: Builder,
  returning: BoundReturning | null,
): LogicalReturning | null {
  if (returning === null) return null;
  return { rel: builder.freshRel(), exprs: returning.targets.map((target) => building.buildExpr(builder, target)) };
}

function modificationQuery(plan: LogicalPlan, returning: BoundReturning | null): LogicalQuery {
  const rel = 'returning' in plan && plan.returning !== null ? plan.returning.rel : -1;
  const columns = returning?.columns ?? [];
  return { plan, outputs: columns.map((column, i) => makeVar(rel, i, column.type, column.typmod)), columns };
}
