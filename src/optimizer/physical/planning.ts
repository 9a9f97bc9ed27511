/**
 * From an optimized logical plan to a physical one, bottom-up. Each call is told which columns are needed above, and gives a
 * plan that has at least these.
 *
 * Whether a column can be null is known where it is made; an outer join turns its nullable side's columns into nullable ones
 * when it is planned. Since nodes above are planned after it and nodes below before, one set of rels is enough.
 */

import type { TableDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import { columnKey, exprRels, freeRels } from '../../planner/columns.ts';
import type {
  ColumnStatistics,
  LogicalPlan,
  LogicalQuery,
  LogicalSubPlan,
  PhysicalPlan,
  PlanColumn,
  PlanContext,
  SubPlan,
} from '../../planner/index.ts';
import { mapOperands, varsOf, walkPlan, walkPlanExprs } from '../../planner/walk.ts';
import type { Oid } from '../../types/type-def.ts';

/** Keys (columns.ts: columnKey) of the columns that are needed above a node. */
export type Required = ReadonlySet<number>;

export interface NodePlanners {
  readonly plan: (planning: Planning, node: LogicalPlan, required: Required) => PhysicalPlan;
  /** Passes that a sub-plan goes through before it is planned. */
  readonly optimize: (query: LogicalQuery) => LogicalQuery;
  readonly freshRel: () => number;
}

export class Planning {
  readonly context: PlanContext;
  private readonly planners: NodePlanners;
  private readonly nullableRels: Set<number>;
  private readonly columns: Map<number, PlanColumn>;
  private readonly tables: Map<number, TableDescriptor>;
  private readonly cteRows: Map<number, number>;

  constructor(context: PlanContext, planners: NodePlanners) {
    this.context = context;
    this.planners = planners;
    this.nullableRels = new Set();
    this.columns = new Map();
    this.tables = new Map();
    this.cteRows = new Map();
  }

  freshRel(): number {
    return this.planners.freshRel();
  }

  plan(node: LogicalPlan, required: Required): PhysicalPlan {
    return this.planners.plan(this, node, required);
  }

  /** A query with exactly its outputs needed. */
  planQuery(query: LogicalQuery): { plan: PhysicalPlan; outputs: BoundExpr[] } {
    const plan = this.plan(query.plan, requiredFor(query.outputs));
    return { plan, outputs: query.outputs.map((output) => this.expr(output)) };
  }

  /** The expression with physical sub-plans. */
  expr(expr: BoundExpr): BoundExpr {
    if (expr.kind === 'const' || expr.kind === 'var' || expr.kind === 'param') return expr;
    if (expr.kind !== 'subPlan') return mapOperands(expr, (operand) => this.expr(operand), unreachable);
    return this.subPlan(expr as LogicalSubPlan);
  }
  exprs(list: readonly BoundExpr[]): BoundExpr[] {
    return list.map((expr) => this.expr(expr));
  }

  private subPlan(expr: LogicalSubPlan): SubPlan {
    const query = this.planners.optimize(expr.plan);
    const { plan, outputs } = this.planQuery(query);
    const { kind, mode, type, typmod, location, testRel } = expr;
    const correlated = dependsOnRow(query);
    const test = expr.test === null ? null : this.expr(expr.test);
    return { kind, mode, type, typmod, location, plan, outputs, testRel, test, correlated };
  }

  defineColumns(rel: number, infos: readonly PlanColumn[]): void {
    for (let i = 0; i < infos.length; i++) this.columns.set(columnKey(rel, i), infos[i]!);
  }
  defineTable(rel: number, table: TableDescriptor): void {
    this.tables.set(rel, table);
  }
  tableOf(rel: number): TableDescriptor | undefined {
    return this.tables.get(rel);
  }
  /** The rels stand on a side that an outer join fills with nulls. */
  makeNullable(rels: Iterable<number>): void {
    for (const rel of rels) this.nullableRels.add(rel);
  }

  columnInfo(rel: number, column: number): PlanColumn {
    const info = this.storedInfo(rel, column);
    assert(info !== undefined, `column ${rel}.${column} is used where no plan gives it`);
    return info.nullable || !this.nullableRels.has(rel) ? info : { ...info, nullable: true };
  }
  private storedInfo(rel: number, column: number): PlanColumn | undefined {
    const table = this.tables.get(rel);
    if (table !== undefined) return attributeInfo(table, column);
    // Relations of the catalog have system columns too.
    return column < 0 ? systemColumns.get(column) : this.columns.get(columnKey(rel, column));
  }

  /** Type and nullability of a computed column. */
  infoOf(expr: BoundExpr): PlanColumn {
    return { type: expr.type, typmod: expr.typmod, nullable: this.canBeNull(expr) };
  }

  canBeNull(expr: BoundExpr): boolean {
    switch (expr.kind) {
      case 'const':
        return expr.value === null;
      case 'var': {
        const info = this.storedInfo(expr.rel, expr.column);
        return info === undefined || info.nullable || this.nullableRels.has(expr.rel);
      }
      case 'cast':
        return this.canBeNull(expr.arg);
      case 'call':
        return !this.isTotal(expr.operator, expr.fn, expr.args) || expr.args.some((arg) => this.canBeNull(arg));
      case 'and':
      case 'or':
      case 'not':
      case 'row':
        return expr.kind !== 'row' && expr.args.some((arg) => this.canBeNull(arg));
      case 'nullTest':
      case 'booleanTest':
      case 'distinct':
      case 'array':
      case 'grouping':
        return false;
      case 'session':
        return expr.cursor !== undefined;
      case 'coalesce':
      case 'greatest':
      case 'least':
        return expr.args.every((arg) => this.canBeNull(arg));
      case 'case':
        return (
          expr.otherwise === null ||
          this.canBeNull(expr.otherwise) ||
          expr.whens.some((item) => this.canBeNull(item.then))
        );
      case 'inList':
        return this.canBeNull(expr.arg) || expr.list.some((item) => this.canBeNull(item));
      case 'subPlan':
        return expr.mode !== 'exists';
      default:
        return true;
    }
  }

  /** An operator over numbers or of a btree class gives a value for every pair of values. */
  private isTotal(operator: Oid | null, fn: Oid, args: readonly BoundExpr[]): boolean {
    const { facts } = this.context;
    if (operator === null || !facts.strict(fn)) return false;
    return args.every((arg) => totalTypes.has(arg.type)) || facts.operator(operator)?.btree != null;
  }

  setCteRows(cte: number, rows: number): void {
    this.cteRows.set(cte, rows);
  }
  /** Estimated rows of a CTE that has been planned; a guess for the one being planned. */
  rowsOfCte(cte: number): number {
    return this.cteRows.get(cte) ?? 100;
  }

  rowCount(table: Oid): number {
    return Math.max(0, this.context.statistics.rowCount(table));
  }
  columnStatistics(rel: number, column: number): ColumnStatistics | null {
    const table = this.tables.get(rel);
    if (table === undefined || column < 0) return null;
    return this.context.statistics.column?.(table.oid, column) ?? null;
  }
}

/** int2, int4, int8, float4, float8, numeric, bool, text. */
const totalTypes: ReadonlySet<Oid> = new Set([21, 23, 20, 700, 701, 1700, 16, 25]);

function unreachable(query: LogicalQuery): LogicalQuery {
  return query;
}

export function attributeInfo(table: TableDescriptor, column: number): PlanColumn | undefined {
  if (column < 0) return systemColumnInfo(column);
  const attribute = table.columns[column];
  return attribute && { type: attribute.type, typmod: attribute.typmod, nullable: !attribute.notNull };
}
export function systemColumnInfo(column: number): PlanColumn | undefined {
  return systemColumns.get(column);
}
const systemColumns: ReadonlyMap<number, PlanColumn> = new Map([
  [-1, { type: 27, typmod: -1, nullable: false }],
  [-2, { type: 26, typmod: -1, nullable: false }],
  [-3, { type: 28, typmod: -1, nullable: false }],
]);

/** The sub-plan's result may change from row to row: it uses outer columns, or the working table of a recursion. */
function dependsOnRow(query: LogicalQuery): boolean {
  if (freeRels(query.plan).size > 0) return true;
  const given = new Set<number>();
  let working = false;
  walkPlan(
    query.plan,
    (node) => {
      if ('rel' in node) given.add(node.rel);
      if (node.node === 'cteScan' && node.working) working = true;
    },
    true,
  );
  if (working) return true;
  return query.outputs.some((output) => [...exprRels(output)].some((rel) => !given.has(rel)));
}

export function requiredFor(exprs: readonly BoundExpr[]): Required {
  const required = new Set<number>();
  addRequired(required, exprs);
  return required;
}
export function addRequired(required: Set<number>, exprs: readonly BoundExpr[]): void {
  for (const expr of exprs) {
    if (expr.kind === 'var') required.add(columnKey(expr.rel, expr.column));
    else for (const node of varsOf(expr)) required.add(columnKey(node.rel, node.column));
  }
}
/** `required` and what the expressions use. */
export function withExprs(required: Required, ...lists: (readonly BoundExpr[])[]): Required {
  if (lists.every((list) => list.length === 0)) return required;
  const all = new Set(required);
  for (const list of lists) addRequired(all, list);
  return all;
}
/** `required` and every column the plan mentions: for the outer side of a lateral join. */
export function withFreeColumns(required: Required, plan: LogicalPlan): Required {
  const all = new Set(required);
  walkPlanExprs(plan, (node) => {
    if (node.kind === 'var') all.add(columnKey(node.rel, node.column));
  });
  return all;
}
