/**
 * Statements that need no planning: one row of one table by a unique key (SELECT, UPDATE, DELETE), and INSERT of one row of
 * VALUES. The general way would come to the same plans; this one takes a few microseconds. Anything out of the ordinary gives
 * null, and goes the general way.
 */
import type { IndexDescriptor, TableDescriptor } from '../catalog/descriptors.ts';
import type {
  BoundDelete,
  BoundExpr,
  BoundInsert,
  BoundModification,
  BoundQuery,
  BoundSelect,
  BoundUpdate,
} from '../catalog/tree.ts';
import { forEachChild } from '../catalog/tree-walk.ts';
import { isVolatile } from '../planner/expressions.ts';
import type { IndexScanNode, PhysicalPlan, PlanColumn, PlanContext, PlannedStatement } from '../planner/index.ts';
import { parameterConstantsOf } from './parameter-constants.ts';
import { exprCost, indexDescentCost, indexRowCost } from './physical/cost.ts';
import { attributeInfo } from './physical/planning.ts';

export function planFast(bound: BoundQuery | BoundModification, context: PlanContext): PlannedStatement | null {
  if (!context.settings.optimizer || !context.settings.enableIndexScan) return null;
  switch (bound.kind) {
    case 'select':
      return selectByKey(bound, context);
    case 'update':
      return updateByKey(bound, context);
    case 'delete':
      return deleteByKey(bound, context);
    case 'insert':
      return insertRow(bound);
    default:
      return null;
  }
}

const noConstants = { parameterConstants: [], constantsWait: false };
const oneRow = { rows: 1, startupCost: 0, totalCost: indexDescentCost + indexRowCost, width: 8 };
const noRelation = { rows: 1, startupCost: 0, totalCost: exprCost, width: 0 };

function selectByKey(query: BoundSelect, context: PlanContext): PlannedStatement | null {
  if (query.from.length !== 1 || query.where === null || query.order.length > 0 || query.ctes.length > 0) return null;
  if (query.aggregated || query.distinctOn !== null || query.limit !== null || query.offset !== null) return null;
  if (query.windows.length > 0 || query.locking.length > 0) return null;
  const item = query.from[0]!;
  if (item.kind !== 'table' || item.sample !== undefined) return null;
  const scan = keyScan(context, item.table, item.rel, item.alias, query.where, query.targets, false);
  if (scan === null) return null;
  const { columns, targets } = query;
  const parameterConstants = parameterConstantsOf([...targets, ...scan.filter], context.facts);
  const checks = { error: null, parameterConstants, constantsWait: false };
  return { plan: scan, outputs: targets, columns, ctes: [], kind: 'select', ...checks };
}

function updateByKey(bound: BoundUpdate, context: PlanContext): PlannedStatement | null {
  if (bound.from.length > 0 || bound.ctes.length > 0 || bound.where === null || bound.returning !== null) return null;
  if (bound.checks.length > 0) return null;
  const values = bound.set.map((item) => item.value);
  const input = keyScan(context, bound.table, bound.rel, bound.alias, bound.where, values, true);
  if (input === null) return null;
  const { table, rel, set } = bound;
  const plan: PhysicalPlan = { node: 'update', table, rel, input, set, checks: [], returning: null, estimate: oneRow };
  const parameterConstants = parameterConstantsOf([...values, ...input.filter], context.facts);
  const checks = { error: null, parameterConstants, constantsWait: true };
  return { plan, outputs: [], columns: [], ctes: [], kind: 'update', ...checks };
}

function deleteByKey(bound: BoundDelete, context: PlanContext): PlannedStatement | null {
  if (bound.from.length > 0 || bound.ctes.length > 0 || bound.where === null || bound.returning !== null) return null;
  const input = keyScan(context, bound.table, bound.rel, bound.alias, bound.where, [], true);
  if (input === null) return null;
  const { table, rel } = bound;
  const plan: PhysicalPlan = { node: 'delete', table, rel, input, returning: null, estimate: oneRow };
  const parameterConstants = parameterConstantsOf(input.filter, context.facts);
  const checks = { error: null, parameterConstants, constantsWait: true };
  return { plan, outputs: [], columns: [], ctes: [], kind: 'delete', ...checks };
}

function insertRow(bound: BoundInsert): PlannedStatement | null {
  const { source } = bound;
  if (bound.ctes.length > 0 || bound.onConflict !== null || source?.kind !== 'values' || source.rows.length !== 1) {
    return null;
  }
  if (bound.checks.length > 0 || bound.filter !== null) return null;
  if (bound.returning !== null || source.order.length > 0 || source.limit !== null || source.offset !== null)
    return null;
  if (source.ctes.length > 0) return null;
  const row = source.rows[0]!;
  const used = new Set<number>();
  const values: BoundExpr[] = [];
  for (const value of bound.values) {
    const own = rowValue(value, bound.sourceRel, row, used);
    if (own === null || !isPlain(own)) return null;
    values.push(own);
  }
  const { table, rel } = bound;
  const input: PhysicalPlan = { node: 'result', estimate: noRelation };
  const plan: PhysicalPlan = {
    node: 'insert',
    table,
    rel,
    input,
    values,
    onConflict: null,
    filter: null,
    checks: [],
    returning: null,
    estimate: noRelation,
  };
  return { plan, outputs: [], columns: [], ctes: [], kind: 'insert', error: null, ...noConstants };
}

/** The value over the row's own expressions: a source column alone or below casts, or an expression without columns. */
function rowValue(value: BoundExpr, rel: number, row: readonly BoundExpr[], used: Set<number>): BoundExpr | null {
  if (value.kind === 'var') {
    if (value.rel !== rel || used.has(value.column)) return null;
    used.add(value.column);
    return row[value.column]!;
  }
  if (value.kind === 'cast') {
    const arg = rowValue(value.arg, rel, row, used);
    return arg === null ? null : { ...value, arg };
  }
  return usesNoColumns(value) ? value : null;
}

function usesNoColumns(expr: BoundExpr): boolean {
  if (expr.kind === 'const' || expr.kind === 'param') return true;
  if (expr.kind === 'var') return false;
  let plain = true;
  forEachChild(expr, (child) => {
    if (plain && !usesNoColumns(child)) plain = false;
  });
  return plain;
}

/** Neither sub-queries, aggregates nor set-returning calls. */
function isPlain(expr: BoundExpr): boolean {
  return collectColumns(expr, -1, null);
}

/** Notes the columns of `rel` that a plain expression uses; false when the expression is not plain. */
function collectColumns(expr: BoundExpr, rel: number, into: Set<number> | null): boolean {
  switch (expr.kind) {
    case 'const':
    case 'param':
    case 'session':
      return true;
    case 'var':
      if (expr.rel === rel) into?.add(expr.column);
      return true;
    case 'subquery':
    case 'subPlan':
    case 'aggregate':
    case 'window':
    case 'grouping':
      return false;
    case 'call':
      if (expr.set) return false;
      break;
    default:
      break;
  }
  let plain = true;
  forEachChild(expr, (child) => {
    if (plain && !collectColumns(child, rel, into)) plain = false;
  });
  return plain;
}

/** What can be computed now fails now, or is computed once: that is the general way's business. */
function computesConstant(expr: BoundExpr): boolean {
  let operands = 0;
  let constants = 0;
  let found = false;
  forEachChild(expr, (child) => {
    operands++;
    if (child.kind === 'const') constants++;
    else if (!found) found = computesConstant(child);
  });
  return found || (operands > 0 && constants === operands);
}

function keyScan(
  context: PlanContext,
  oid: number,
  rel: number,
  alias: string,
  where: BoundExpr,
  outputs: readonly BoundExpr[],
  withCtid: boolean,
): IndexScanNode | null {
  const table = context.catalog.relation(oid);
  if (table?.kind !== 'table' || table.indexes.length === 0) return null;
  const conditions = where.kind === 'and' ? where.args : [where];
  const match = uniqueMatch(context, table, rel, conditions);
  if (match === null) return null;
  const used = new Set<number>();
  if (withCtid) used.add(-1);
  for (const output of outputs) if (computesConstant(output) || !collectColumns(output, rel, used)) return null;
  for (const condition of match.filter) {
    if (condition.kind === 'const' || !collectColumns(condition, rel, used)) return null;
    if (computesConstant(condition) || isVolatile(condition, context.facts)) return null;
  }
  const columns = [...used].sort((a, b) => a - b);
  const columnInfo: PlanColumn[] = columns.map((column) => attributeInfo(table, column)!);
  return {
    node: 'indexScan',
    rel,
    table: oid,
    index: match.index.oid,
    alias,
    columns,
    columnInfo,
    equals: match.equals,
    lower: null,
    upper: null,
    backward: false,
    filter: match.filter,
    indexConditions: match.conditions,
    estimate: oneRow,
  };
}

interface UniqueMatch {
  readonly index: IndexDescriptor;
  readonly equals: BoundExpr[];
  readonly conditions: BoundExpr[];
  readonly filter: BoundExpr[];
}

/** A unique index all of whose keys are compared to constants or parameters of their own types. */
function uniqueMatch(
  context: PlanContext,
  table: TableDescriptor,
  rel: number,
  conditions: readonly BoundExpr[],
): UniqueMatch | null {
  for (const oid of table.indexes) {
    const index = context.catalog.relation(oid);
    if (index?.kind !== 'index' || !index.unique || index.deferrable === true || index.predicate !== null) continue;
    const equals: BoundExpr[] = [];
    const used: BoundExpr[] = [];
    for (const key of index.keys) {
      const before = equals.length;
      for (let i = 0; i < conditions.length && equals.length === before; i++) {
        const value = keyValue(context, conditions[i]!, rel, key.column, key.type);
        if (value === null) continue;
        equals.push(value);
        used.push(conditions[i]!);
      }
      if (equals.length === before) break;
    }
    if (equals.length < index.keys.length) continue;
    return { index, equals, conditions: used, filter: conditions.filter((condition) => !used.includes(condition)) };
  }
  return null;
}

function keyValue(
  context: PlanContext,
  condition: BoundExpr,
  rel: number,
  column: number | null,
  type: number,
): BoundExpr | null {
  if (condition.kind !== 'call' || condition.operator === null || condition.args.length !== 2) return null;
  const [a, b] = condition.args as [BoundExpr, BoundExpr];
  const value = isKey(a, rel, column) ? b : isKey(b, rel, column) ? a : null;
  if (value === null || value.type !== type || (value.kind !== 'const' && value.kind !== 'param')) return null;
  return context.facts.operator(condition.operator)?.btree === '=' ? value : null;
}

function isKey(expr: BoundExpr, rel: number, column: number | null): boolean {
  return expr.kind === 'var' && expr.rel === rel && expr.column === column;
}
