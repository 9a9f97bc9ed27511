/** Bound queries to logical plans: what the clauses of a query become, in the order in which SQL evaluates them. */

import type {
  BoundCte,
  BoundExpr,
  BoundFrom,
  BoundFunctionRef,
  BoundModification,
  BoundQuery,
  BoundTableRef,
} from '../catalog/tree.ts';
import { assert, assertNever } from '../common/assert.ts';
import { unsupported } from '../errors/index.ts';
import { typeOid } from '../types/oids.ts';
import { baseTypeOid, typeByOid } from '../types/registry.ts';
import {
  buildDelete,
  buildInsert,
  buildMerge,
  buildUpdate,
  isModification,
  type QueryBuilding,
} from './build-modification.ts';
import { buildSelect } from './build-select.ts';
import { buildSetOperation } from './build-set-operation.ts';
import type { Builder } from './builder.ts';
import { exprRels, freeRels, intersects, isSubset, relsOf } from './columns.ts';
import { isCorrelated } from './correlation.ts';
import { conjuncts, isVolatile, makeVar, sortKeys } from './expressions.ts';
import type { LogicalPlan, LogicalQuery, LogicalSubPlan } from './logical-plan.ts';
import type { PlanSortKey } from './plan-parts.ts';
import { copyWithFreshRels } from './rename-rels.ts';
import { replaceExpr, walkPlan, walkPlanExprs } from './walk.ts';

export function buildQuery(builder: Builder, query: BoundQuery): LogicalQuery {
  buildCtes(builder, query.ctes, query.kind === 'select' ? query.from : []);
  switch (query.kind) {
    case 'select':
      return buildSelect(building, builder, query);
    case 'setOperation':
      return addTail(builder, query, buildSetOperation(building, builder, query));
    case 'values': {
      const rel = builder.freshRel();
      const rows = query.rows.map((row) => row.map((expr) => buildExpr(builder, expr)));
      const plan: LogicalPlan = { node: 'values', rel, rows, columns: query.columns };
      const outputs = query.columns.map((column, i) => makeVar(rel, i, column.type, column.typmod));
      return addTail(builder, query, { plan, outputs, columns: query.columns });
    }
    default:
      return assertNever(query);
  }
}

/** ORDER BY, LIMIT and OFFSET of a query whose outputs are plain columns. */
function addTail(builder: Builder, query: BoundQuery, built: LogicalQuery): LogicalQuery {
  let plan = built.plan;
  const keys = sortKeys(query.order, built.outputs);
  if (keys.length > 0) plan = { node: 'sort', input: plan, keys };
  return { ...built, plan: addLimit(builder, query, plan, keys) };
}

export function addLimit(
  builder: Builder,
  query: BoundQuery,
  input: LogicalPlan,
  keys: readonly PlanSortKey[],
): LogicalPlan {
  if (query.limit === null && query.offset === null) return input;
  return {
    node: 'limit',
    input,
    count: query.limit === null ? null : buildExpr(builder, query.limit),
    offset: query.offset === null ? null : buildExpr(builder, query.offset),
    ties: query.withTies ? keys.map((key) => key.expr) : null,
  };
}

/** The expression with its sub-queries as sub-plans. COLLATE has done its work: functions and keys above it know their order. */
export function buildExpr(builder: Builder, expr: BoundExpr): BoundExpr {
  return withSubPlans(builder, expr, false);
}

/** The same with COLLATE, which tells grouping expressions apart. */
function buildWithCollate(builder: Builder, expr: BoundExpr): BoundExpr {
  return withSubPlans(builder, expr, true);
}

function withSubPlans(builder: Builder, expr: BoundExpr, keepsCollate: boolean): BoundExpr {
  return replaceExpr(expr, (node) => {
    if (node.kind === 'cast' && node.collation !== undefined && !keepsCollate) return buildExpr(builder, node.arg);
    if (node.kind !== 'subquery') return null;
    const known = builder.subPlans.get(node);
    if (known !== undefined) return known;
    const plan = builder.within(
      () => isCorrelated(node.query),
      () => buildQuery(builder, node.query),
    );
    const sub: LogicalSubPlan = {
      kind: 'subPlan',
      mode: node.mode,
      plan,
      testRel: node.testRel,
      test: node.test === null ? null : buildExpr(builder, node.test),
      type: node.type,
      typmod: node.typmod,
      location: node.location,
    };
    builder.subPlans.set(node, sub);
    return sub;
  });
}

export function buildFrom(builder: Builder, item: BoundFrom): LogicalPlan {
  switch (item.kind) {
    case 'table':
      return buildTableRef(builder, item);
    case 'subquery': {
      const { query } = item;
      if (query.kind === 'values' && query.order.length === 0 && query.limit === null && query.offset === null) {
        buildCtes(builder, query.ctes, []);
        const rows = query.rows.map((row) => row.map((expr) => buildExpr(builder, expr)));
        return { node: 'values', rel: item.rel, rows, columns: query.columns };
      }
      const built = builder.within(
        () => item.lateral,
        () => buildQuery(builder, query),
      );
      return { node: 'project', rel: item.rel, input: built.plan, exprs: built.outputs };
    }
    case 'function': {
      const calls = item.calls.map((call) => buildExpr(builder, call));
      const widths = functionWidths(builder, item);
      const { rel, alias, ordinality, columns } = item;
      const definitions = recordColumns(item);
      return { node: 'functionScan', rel, alias, calls, definitions, widths, ordinality, columns };
    }
    case 'cte': {
      const binding = builder.bindings.get(item.cte);
      if (binding === undefined || binding.mode === 'scan') {
        const { rel, cte, alias, working, columns } = item;
        return { node: 'cteScan', rel, cte, alias, working, columns };
      }
      const copy = binding.used ? copyWithFreshRels(builder, binding.query) : binding.query;
      binding.used = true;
      return { node: 'project', rel: item.rel, input: copy.plan, exprs: copy.outputs };
    }
    case 'join': {
      const left = buildFrom(builder, item.left);
      const right = buildFrom(builder, item.right);
      const on = conjuncts(item.on === null ? null : buildExpr(builder, item.on));
      if (item.type === 'right') return makeJoin('left', right, left, on);
      return makeJoin(item.type === 'cross' ? 'inner' : item.type, left, right, on);
    }
    default:
      return assertNever(item);
  }
}

export function buildFromList(builder: Builder, items: readonly BoundFrom[]): LogicalPlan {
  let plan: LogicalPlan | null = null;
  for (const item of items) {
    const next = buildFrom(builder, item);
    plan = plan === null ? next : makeJoin('inner', plan, next, []);
  }
  return plan ?? { node: 'result' };
}

export function makeJoin(
  type: 'inner' | 'left' | 'full',
  left: LogicalPlan,
  right: LogicalPlan,
  on: readonly BoundExpr[],
): LogicalPlan {
  const free = freeRels(right);
  const lateral = free.size > 0 && intersects(free, relsOf(left));
  return { node: 'join', type, left, right, on, lateral, rel: -1 };
}

/** `SELECT * FROM sequence`; none of them is ever null. */
const sequenceColumns = [
  { type: typeOid.int8, typmod: -1, notNull: true },
  { type: typeOid.int8, typmod: -1, notNull: true },
  { type: typeOid.bool, typmod: -1, notNull: true },
];

function buildTableRef(builder: Builder, { table, rel, alias, sample }: BoundTableRef): LogicalPlan {
  const scan = buildTable(builder, table, rel, alias);
  if (sample === undefined) return scan;
  assert(scan.node === 'scan', 'only tables are sampled');
  const percent = buildExpr(builder, sample.percent);
  const seed = sample.seed === null ? null : buildExpr(builder, sample.seed);
  return { ...scan, node: 'sampleScan', sample: { ...sample, percent, seed } };
}

function buildTable(builder: Builder, oid: number, rel: number, alias: string): LogicalPlan {
  const relation = builder.context.catalog.relation(oid);
  assert(relation != null, `relation ${oid} of a bound tree is not in the catalog`);
  switch (relation.kind) {
    case 'table':
      return { node: 'scan', rel, table: relation, alias };
    case 'catalogRelation':
      return { node: 'catalogScan', rel, relation: oid, alias, columns: relation.columns };
    case 'sequence':
      return { node: 'catalogScan', rel, relation: oid, alias, columns: sequenceColumns };
    default:
      return assert(false, `relation ${oid} cannot be scanned`) as never;
  }
}

/** Columns into which the calls' values are spread. */
function recordColumns({ definitions, composites, calls }: BoundFunctionRef): BoundFunctionRef['definitions'] {
  if (composites === undefined) return definitions;
  return calls.map((_, i) => definitions?.[i] ?? composites[i] ?? null);
}

/** How many columns each call of a FROM item gives; a single call gives them all. */
function functionWidths(builder: Builder, item: BoundFunctionRef): number[] {
  const { calls, columns, ordinality } = item;
  const definitions = recordColumns(item);
  if (calls.length === 1) return [columns.length - (ordinality ? 1 : 0)];
  const { facts } = builder.context;
  return calls.map(
    (call, i) =>
      definitions?.[i]?.length ??
      typeByOid(baseTypeOid(call.type))?.fields?.length ??
      (call.kind === 'call' ? facts.columnCount(call.fn) : 1),
  );
}

/** `from`: of the query that has them. */
function buildCtes(builder: Builder, ctes: readonly BoundCte[], from: readonly BoundFrom[]): void {
  const isReadHere = (id: number): boolean => readsOnce({ id, ctes }, from);
  for (const cte of ctes) buildCte(builder, cte, isReadHere);
}

/** The items, or those of another of the CTEs that they read and nobody else does, have a reference to the CTE. */
function readsOnce(sought: { id: number; ctes: readonly BoundCte[] }, from: readonly BoundFrom[]): boolean {
  return from.some((item) => {
    if (item.kind === 'join') return readsOnce(sought, [item.left, item.right]);
    if (item.kind !== 'cte') return false;
    if (item.cte === sought.id) return true;
    const reader = sought.ctes.find(({ id }) => id === item.cte);
    if (reader === undefined || reader.references !== 1 || reader.recursive !== null) return false;
    return 'from' in reader.query && reader.query.kind === 'select' && readsOnce(sought, reader.query.from);
  });
}

/**
 * As in PostgreSQL a CTE that is read once, or is NOT MATERIALIZED, becomes part of the query that reads it, unless it is
 * recursive, changes data or calls volatile functions. One that nobody reads is not run at all, unless it changes data.
 */
function buildCte(builder: Builder, cte: BoundCte, isReadHere: (id: number) => boolean): void {
  const { id, name } = cte;
  const inner = cte.query;
  if (isModification(inner)) {
    const query = buildModification(builder, inner);
    builder.bindings.set(id, { mode: 'scan' });
    builder.ctes.push({ id, name, query, modifies: true });
    return;
  }
  if (cte.recursive !== null) {
    buildRecursiveCte(builder, cte, cte.recursive, isReadHere);
    return;
  }
  const before = builder.ctes.length;
  const query = buildQuery(builder, inner);
  if (freeRels(query.plan).size > 0 || outputsAreFree(query) || readsWorkingTable(query.plan)) {
    bindCorrelated(builder, cte, query);
    return;
  }
  const inline =
    builder.context.settings.optimizer &&
    cte.materialized !== true &&
    (cte.references <= 1 || cte.materialized === false);
  if (inline && !queryIsVolatile(builder, query) && !locksRows(query)) {
    builder.bindings.set(id, { mode: 'inline', query, used: false });
    return;
  }
  builder.bindings.set(id, { mode: 'scan' });
  if (cte.references > 0) builder.ctes.push({ id, name, query, modifies: false });
  else builder.ctes.length = Math.min(builder.ctes.length, lastModifying(builder, before));
}

/**
 * A CTE whose rows depend on a row of an enclosing query cannot be kept for the statement. It is written where it is read, which
 * nobody can tell from keeping it as long as each copy gives the same rows.
 */
function bindCorrelated(builder: Builder, cte: BoundCte, query: LogicalQuery): void {
  if (cte.references > 1 && queryIsVolatile(builder, query)) {
    throw unsupported('a volatile WITH query that is read more than once and refers to columns of an enclosing query');
  }
  builder.bindings.set(cte.id, { mode: 'inline', query, used: false });
}

/** It reads the working table of a recursion around it, whose rows are others in each round. */
function readsWorkingTable(plan: LogicalPlan): boolean {
  const read = new Set<number>();
  const own = new Set<number>();
  walkPlan(
    plan,
    (node) => {
      if (node.node === 'cteScan' && node.working) read.add(node.cte);
      else if (node.node === 'recursiveUnion') own.add(node.cte);
    },
    true,
  );
  return [...read].some((cte) => !own.has(cte));
}

/** CTEs that only an unread CTE reads go with it, those that change data stay. */
function lastModifying(builder: Builder, from: number): number {
  let end = from;
  for (let i = from; i < builder.ctes.length; i++) if (builder.ctes[i]!.modifies) end = i + 1;
  return end;
}

function outputsAreFree(query: LogicalQuery): boolean {
  const given = relsOf(query.plan);
  return query.outputs.some((output) => !isSubset(exprRels(output), given));
}

function queryIsVolatile(builder: Builder, query: LogicalQuery): boolean {
  const { facts } = builder.context;
  let found = query.outputs.some((output) => isVolatile(output, facts));
  walkPlanExprs(query.plan, (node) => {
    if (node.kind === 'call' && facts.volatility(node.fn) === 'volatile') found = true;
  });
  return found;
}

function locksRows(query: LogicalQuery): boolean {
  let found = false;
  walkPlan(
    query.plan,
    (node) => {
      if (node.node === 'lockRows') found = true;
    },
    true,
  );
  return found;
}

/** One that is read once, and not again for each row of something, is run by its reader: a LIMIT there can end it. */
function buildRecursiveCte(
  builder: Builder,
  cte: BoundCte,
  recursive: NonNullable<BoundCte['recursive']>,
  isReadHere: (id: number) => boolean,
): void {
  builder.bindings.set(cte.id, { mode: 'scan' });
  const base = buildQuery(builder, recursive.base);
  const step = builder.within(
    () => true,
    () => buildQuery(builder, recursive.step),
  );
  const rel = builder.freshRel();
  const columns = cte.columns;
  const plan: LogicalPlan = {
    node: 'recursiveUnion',
    cte: cte.id,
    rel,
    base: base.plan,
    step: step.plan,
    baseOutputs: base.outputs,
    stepOutputs: step.outputs,
    all: recursive.all,
    columns,
  };
  const outputs = columns.map((column, i) => makeVar(rel, i, column.type, column.typmod));
  if (freeRels(plan).size > 0 || readsWorkingTable(plan)) {
    bindCorrelated(builder, cte, { plan, outputs, columns });
    return;
  }
  const query = { plan, outputs, columns };
  if (cte.references === 1 && cte.materialized !== true && isReadHere(cte.id) && !builder.isRepeated) {
    builder.bindings.set(cte.id, { mode: 'inline', query, used: false });
  } else if (cte.references > 0) builder.ctes.push({ id: cte.id, name: cte.name, query, modifies: false });
}

export function buildModification(builder: Builder, bound: BoundModification): LogicalQuery {
  buildCtes(builder, bound.ctes, []);
  switch (bound.kind) {
    case 'insert':
      return buildInsert(building, builder, bound);
    case 'update':
      return buildUpdate(building, builder, bound);
    case 'delete':
      return buildDelete(building, builder, bound);
    case 'merge':
      return buildMerge(building, builder, bound);
    default:
      return assertNever(bound);
  }
}

/** What the files of one statement kind each need of the others; handed over so that they need not import this file. */
const building: QueryBuilding = {
  buildQuery,
  buildExpr,
  buildWithCollate,
  buildFromList,
  buildTable,
  makeJoin,
  addLimit,
};
