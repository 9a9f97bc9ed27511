/** Leaves: tables, catalog relations, VALUES, functions, CTEs. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { columnKey } from '../../planner/columns.ts';
import type {
  LogicalCatalogScan,
  LogicalCteScan,
  LogicalFunctionScan,
  LogicalSampleScan,
  LogicalScan,
  LogicalValues,
  PhysicalPlan,
  PlanColumn,
  SeqScanNode,
} from '../../planner/index.ts';
import { estimate, exprCost, scanRowCost } from './cost.ts';
import { attributeInfo, type Planning, type Required, systemColumnInfo, withExprs } from './planning.ts';
import { selectivityOfAll } from './statistics.ts';

const columnWidth = 8;

/** Attributes of the relation that are needed, ascending: system columns first. */
export function neededColumns(rel: number, count: number, required: Required): number[] {
  const columns: number[] = [];
  for (let column = -3; column < count; column++) if (required.has(columnKey(rel, column))) columns.push(column);
  return columns;
}

export function planSeqScan(
  p: Planning,
  scan: LogicalScan,
  filter: readonly BoundExpr[],
  required: Required,
): SeqScanNode {
  const { rel, table, alias } = scan;
  p.defineTable(rel, table);
  const columns = neededColumns(rel, table.columns.length, withExprs(required, filter));
  const columnInfo = columns.map((column) => attributeInfo(table, column)!);
  const stored = p.rowCount(table.oid);
  const rows = stored * selectivityOfAll(p, filter);
  const cost = stored * (scanRowCost + filter.length * exprCost);
  return {
    node: 'seqScan',
    rel,
    table: table.oid,
    alias,
    columns,
    columnInfo,
    filter: p.exprs(filter),
    estimate: estimate(rows, 0, cost, columns.length * columnWidth),
  };
}

/** The share of rows is known where the percentage is a constant; else it is taken for a quarter. */
export function planSampleScan(
  p: Planning,
  node: LogicalSampleScan,
  filter: readonly BoundExpr[],
  required: Required,
): SeqScanNode {
  const { sample, ...rest } = node;
  const scan = planSeqScan(p, { ...rest, node: 'scan' }, filter, required);
  const { percent, seed } = sample;
  const share = percent.kind === 'const' && typeof percent.value === 'number' ? percent.value / 100 : 0.25;
  const { rows, startupCost, totalCost, width } = scan.estimate;
  return {
    ...scan,
    sample: { ...sample, percent: p.expr(percent), seed: seed && p.expr(seed) },
    estimate: estimate(rows * Math.min(Math.max(share, 0), 1), startupCost, totalCost, width),
  };
}

export function planCatalogScan(
  p: Planning,
  scan: LogicalCatalogScan,
  filter: readonly BoundExpr[],
  required: Required,
): PhysicalPlan {
  const { rel, relation, alias } = scan;
  const all: PlanColumn[] = scan.columns.map(({ type, typmod, notNull }) => ({ type, typmod, nullable: !notNull }));
  p.defineColumns(rel, all);
  const columns = neededColumns(rel, all.length, withExprs(required, filter));
  const stored = p.rowCount(relation);
  const rows = stored * selectivityOfAll(p, filter);
  return {
    node: 'catalogScan',
    rel,
    relation,
    alias,
    columns,
    columnInfo: columns.map((column) => (column < 0 ? systemColumnInfo(column)! : all[column]!)),
    filter: p.exprs(filter),
    estimate: estimate(rows, 0, stored * scanRowCost, columns.length * columnWidth),
  };
}

export function planValues(p: Planning, node: LogicalValues): PhysicalPlan {
  const { rel } = node;
  const rows = node.rows.map((row) => p.exprs(row));
  const columnInfo = node.columns.map(({ type, typmod }, i) => ({
    type,
    typmod,
    nullable: node.rows.some((row) => p.canBeNull(row[i]!)),
  }));
  p.defineColumns(rel, columnInfo);
  return { node: 'values', rel, rows, columnInfo, estimate: estimate(rows.length, 0, rows.length * exprCost, 8) };
}

export function planFunctionScan(p: Planning, node: LogicalFunctionScan): PhysicalPlan {
  const { rel, alias, definitions, widths, ordinality } = node;
  const last = node.columns.length - 1;
  const columnInfo = node.columns.map(({ type, typmod }, i) => ({
    type,
    typmod,
    // Rows beyond the end of a shorter function are null, and values may be.
    nullable: !(ordinality && i === last),
  }));
  p.defineColumns(rel, columnInfo);
  const calls = p.exprs(node.calls);
  const rows = calls.some((call) => call.kind === 'call' && call.set) ? 100 : 1;
  return {
    node: 'functionScan',
    rel,
    alias,
    calls,
    definitions,
    widths,
    ordinality,
    columnInfo,
    columnNames: node.columns.map((column) => column.name),
    estimate: estimate(rows, 0, rows * scanRowCost, columnInfo.length * columnWidth),
  };
}

export function planCteScan(p: Planning, node: LogicalCteScan, filter: readonly BoundExpr[]): PhysicalPlan {
  const { rel, cte, alias, working } = node;
  const stored = p.rowsOfCte(cte);
  const columnInfo = node.columns.map(({ type, typmod }) => ({ type, typmod, nullable: true }));
  p.defineColumns(rel, columnInfo);
  return {
    node: 'cteScan',
    rel,
    cte,
    alias,
    working,
    columnInfo,
    columnNames: node.columns.map((column) => column.name),
    filter: p.exprs(filter),
    estimate: estimate(stored * selectivityOfAll(p, filter), 0, stored * scanRowCost, columnInfo.length * columnWidth),
  };
}
