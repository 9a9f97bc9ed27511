/** UNION ALL, INTERSECT, EXCEPT and recursion. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { columnKey } from '../../planner/columns.ts';
import { isVolatile } from '../../planner/expressions.ts';
import type {
  ColumnType,
  LogicalAppend,
  LogicalPlan,
  LogicalRecursiveUnion,
  LogicalSetOperation,
  PhysicalPlan,
  PlanColumn,
} from '../../planner/index.ts';
import { aggregateRowCost, estimate, scanRowCost } from './cost.ts';
import { type Planning, type Required, requiredFor } from './planning.ts';

interface Arm {
  readonly plan: PhysicalPlan;
  readonly outputs: BoundExpr[];
  readonly nullable: boolean[];
}

function planArm(p: Planning, input: LogicalPlan, outputs: readonly BoundExpr[]): Arm {
  const plan = p.plan(input, requiredFor(outputs));
  return { plan, outputs: p.exprs(outputs), nullable: outputs.map((output) => p.canBeNull(output)) };
}

function columnInfos(columns: readonly ColumnType[], arms: readonly Arm[]): PlanColumn[] {
  return columns.map(({ type, typmod }, i) => ({ type, typmod, nullable: arms.some((arm) => arm.nullable[i]!) }));
}

export function planAppend(p: Planning, node: LogicalAppend, required: Required): PhysicalPlan {
  const { rel } = node;
  const arms = node.inputs.map((input, i) => {
    const outputs = node.outputs[i]!.map((output, column) =>
      required.has(columnKey(rel, column)) || isVolatile(output, p.context.facts) ? output : unusedOutput(output),
    );
    return planArm(p, input, outputs);
  });
  const columnInfo = columnInfos(node.columns, arms);
  p.defineColumns(rel, columnInfo);
  let rows = 0;
  let cost = 0;
  for (const { plan } of arms) {
    rows += plan.estimate.rows;
    cost += plan.estimate.totalCost + plan.estimate.rows * scanRowCost;
  }
  return {
    node: 'append',
    inputs: arms.map((arm) => arm.plan),
    outputs: arms.map((arm) => arm.outputs),
    rel,
    columnInfo,
    estimate: estimate(rows, 0, cost, columnInfo.length * 8),
  };
}

function unusedOutput(expr: BoundExpr): BoundExpr {
  if (expr.kind === 'const') return expr;
  return { kind: 'const', value: null, type: expr.type, typmod: expr.typmod, location: -1 };
}

export function planSetOperation(p: Planning, node: LogicalSetOperation): PhysicalPlan {
  const { op, all, rel } = node;
  const left = planArm(p, node.left, node.leftOutputs);
  const right = planArm(p, node.right, node.rightOutputs);
  const columnInfo = columnInfos(node.columns, op === 'except' ? [left] : [left, right]);
  p.defineColumns(rel, columnInfo);
  const leftRows = left.plan.estimate.rows;
  const rightRows = right.plan.estimate.rows;
  const cost = left.plan.estimate.totalCost + right.plan.estimate.totalCost + (leftRows + rightRows) * aggregateRowCost;
  const rows = op === 'except' ? leftRows : Math.min(leftRows, rightRows);
  return {
    node: 'setOperation',
    op,
    all,
    left: left.plan,
    right: right.plan,
    leftOutputs: left.outputs,
    rightOutputs: right.outputs,
    rel,
    columnInfo,
    estimate: estimate(rows, cost, cost, columnInfo.length * 8),
  };
}

export function planRecursiveUnion(p: Planning, node: LogicalRecursiveUnion): PhysicalPlan {
  const { cte, all, rel } = node;
  const base = planArm(p, node.base, node.baseOutputs);
  const step = planArm(p, node.step, node.stepOutputs);
  const columnInfo = columnInfos(node.columns, [base, step]);
  p.defineColumns(rel, columnInfo);
  const rows = base.plan.estimate.rows + 10 * step.plan.estimate.rows;
  const cost = base.plan.estimate.totalCost + 10 * step.plan.estimate.totalCost;
  return {
    node: 'recursiveUnion',
    cte,
    base: base.plan,
    step: step.plan,
    baseOutputs: base.outputs,
    stepOutputs: step.outputs,
    all,
    rel,
    columnInfo,
    estimate: estimate(rows, 0, cost, columnInfo.length * 8),
  };
}
