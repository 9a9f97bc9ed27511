/** Logical plans as text, for looking at what a pass did. Columns are `rel.column`; functions and operators their OIDs. */
import type { BoundExpr } from '../catalog/tree.ts';
import { asLogicalSubPlan, type LogicalPlan, type LogicalQuery } from './logical-plan.ts';
import { mapOperands } from './walk.ts';

export function printQuery(query: LogicalQuery): string[] {
  const lines = [`output ${query.outputs.map(printExpr).join(', ')}`];
  writePlan(lines, query.plan, '  ');
  return lines;
}

export function printExpr(expr: BoundExpr): string {
  switch (expr.kind) {
    case 'const':
      return typeof expr.value === 'string' ? `'${expr.value}'` : String(expr.value);
    case 'var':
      return `${expr.rel}.${expr.column}`;
    case 'param':
      return `$${expr.index}`;
    case 'call':
      return `${expr.operator ?? expr.fn}(${expr.args.map(printExpr).join(', ')})`;
    case 'subPlan':
      return `${expr.mode}[${printQuery(asLogicalSubPlan(expr).plan).join(' / ')}]`;
    default: {
      const operands: string[] = [];
      mapOperands(
        expr,
        (operand) => {
          operands.push(printExpr(operand));
          return operand;
        },
        (query) => query,
      );
      const negated = 'negated' in expr && expr.negated ? 'not ' : '';
      return `${negated}${expr.kind}(${operands.join(', ')})`;
    }
  }
}

function list(exprs: readonly BoundExpr[]): string {
  return exprs.map(printExpr).join(', ');
}

function title(plan: LogicalPlan): string {
  switch (plan.node) {
    case 'scan':
      return `scan ${plan.rel} ${plan.table.name}`;
    case 'sampleScan':
      return `sampleScan ${plan.rel} ${plan.table.name} ${plan.sample.method} ${printExpr(plan.sample.percent)}`;
    case 'filter':
      return `filter ${list(plan.filter)}`;
    case 'project':
      return `project ${plan.rel}: ${list(plan.exprs)}`;
    case 'join':
      return `${plan.type} join${plan.lateral ? ' lateral' : ''}${plan.on.length === 0 ? '' : ` on ${list(plan.on)}`}`;
    case 'aggregate': {
      const calls = plan.aggregates.map((call) => `${call.fn}(${call.star ? '*' : list(call.args)})`);
      const having = plan.having.length === 0 ? '' : ` having ${list(plan.having)}`;
      const sets =
        plan.groupingSets === null ? '' : ` sets ${plan.groupingSets.map((s) => `(${s.join(' ')})`).join('')}`;
      return `aggregate ${plan.rel}: by (${list(plan.keys)})${sets} ${calls.join(', ')}${having}`;
    }
    case 'window': {
      const calls = plan.calls.map((call) => `${call.fn}(${call.star ? '*' : list(call.args)})`);
      const order = plan.order.map((key) => `${printExpr(key.expr)}${key.descending ? ' desc' : ''}`);
      return `window ${plan.rel}: partition (${list(plan.partition)}) order (${order.join(', ')}) ${calls.join(', ')}`;
    }
    case 'sort':
      return `sort ${plan.keys.map((key) => `${printExpr(key.expr)}${key.descending ? ' desc' : ''}`).join(', ')}`;
    case 'limit':
      return `limit ${plan.count === null ? 'all' : printExpr(plan.count)}`;
    case 'distinct':
      return `distinct ${list(plan.keys)}`;
    case 'append':
      return `append ${plan.rel}`;
    default:
      return 'rel' in plan ? `${plan.node} ${plan.rel}` : plan.node;
  }
}

function inputs(plan: LogicalPlan): readonly LogicalPlan[] {
  switch (plan.node) {
    case 'join':
    case 'setOperation':
      return [plan.left, plan.right];
    case 'append':
      return plan.inputs;
    case 'recursiveUnion':
      return [plan.base, plan.step];
    default:
      return 'input' in plan ? [plan.input] : [];
  }
}

function writePlan(lines: string[], plan: LogicalPlan, indent: string): void {
  lines.push(`${indent}${title(plan)}`);
  for (const input of inputs(plan)) writePlan(lines, input, `${indent}  `);
}
