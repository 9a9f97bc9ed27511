/**
 * Walking and rewriting logical plans and their expressions. Both are here because sub-plans make them mutually recursive.
 * Mappers keep identity: an unchanged node comes back as the same object.
 */

import type { BoundExpr, BoundVar, BoundViewCheck } from '../catalog/tree.ts';
import { mapChildren } from '../catalog/tree-map.ts';
import { assertNever } from '../common/assert.ts';
import { asLogicalSubPlan, type LogicalPlan, type LogicalQuery, type LogicalSubPlan } from './logical-plan.ts';
import type { AggregateCall, ColumnAssignment, PlanFrame, PlanSortKey, WindowCall } from './plan-parts.ts';

export type ExprMapper = (expr: BoundExpr) => BoundExpr;
export type PlanMapper = (plan: LogicalPlan) => LogicalPlan;

export function mapList<T>(list: readonly T[], f: (item: T) => T): readonly T[] {
  let out: T[] | null = null;
  for (let i = 0; i < list.length; i++) {
    const before = list[i]!;
    const after = f(before);
    if (out === null && after !== before) out = list.slice(0, i);
    if (out !== null) out.push(after);
  }
  return out ?? list;
}

function mapSortKeys<K extends { readonly expr: BoundExpr }>(keys: readonly K[], f: ExprMapper): readonly K[] {
  return mapList(keys, (key) => {
    const expr = f(key.expr);
    return expr === key.expr ? key : { ...key, expr };
  });
}

/** The expression with `f` applied to its direct operands; sub-plans through `inPlan`. */
export function mapOperands(expr: BoundExpr, f: ExprMapper, inPlan: (query: LogicalQuery) => LogicalQuery): BoundExpr {
  if (expr.kind === 'const' || expr.kind === 'var' || expr.kind === 'param') return expr;
  if (expr.kind !== 'subPlan') return mapChildren(expr, f);
  const sub = asLogicalSubPlan(expr);
  const plan = inPlan(sub.plan);
  const test = sub.test === null ? null : f(sub.test);
  if (plan === sub.plan && test === sub.test) return expr;
  const changed: LogicalSubPlan = { ...sub, plan, test };
  return changed;
}

/** Every node of the expression, sub-plans included, operands first. */
export function mapExpr(expr: BoundExpr, f: ExprMapper): BoundExpr {
  const visit = (node: BoundExpr): BoundExpr => f(mapOperands(node, visit, inQuery));
  const inQuery = (query: LogicalQuery): LogicalQuery => mapQueryExprs(query, visit);
  return visit(expr);
}

/** Outermost matches first: where `f` gives an expression it stands, where it gives null its operands are visited. */
export function replaceExpr(expr: BoundExpr, f: (expr: BoundExpr) => BoundExpr | null): BoundExpr {
  const visit = (node: BoundExpr): BoundExpr => f(node) ?? mapOperands(node, visit, inQuery);
  const inQuery = (query: LogicalQuery): LogicalQuery => mapQueryExprs(query, visit);
  return visit(expr);
}

export function mapQueryExprs(query: LogicalQuery, f: ExprMapper): LogicalQuery {
  const plan = mapPlanExprs(query.plan, f);
  const outputs = mapList(query.outputs, f);
  return plan === query.plan && outputs === query.outputs ? query : { ...query, plan, outputs };
}

/** `f` on the expressions of every node of the plan (whole expressions: `f` descends by itself). */
export function mapPlanExprs(plan: LogicalPlan, f: ExprMapper): LogicalPlan {
  const visit = (node: LogicalPlan): LogicalPlan => mapNode(node, visit, f);
  return visit(plan);
}

const sameExpr: ExprMapper = (expr) => expr;
const samePlan: PlanMapper = (plan) => plan;

/** The node with its input plans mapped. */
export function mapInputs(plan: LogicalPlan, f: PlanMapper): LogicalPlan {
  return mapNode(plan, f, sameExpr);
}

/** The node with its own expressions mapped. */
export function mapOwnExprs(plan: LogicalPlan, f: ExprMapper): LogicalPlan {
  return mapNode(plan, samePlan, f);
}

function mapAggregateCall(call: AggregateCall, f: ExprMapper): AggregateCall {
  const args = mapList(call.args, f);
  const orderBy: readonly PlanSortKey[] = mapSortKeys(call.orderBy, f);
  const filter = call.filter === null ? null : f(call.filter);
  const direct = call.direct && mapList(call.direct, f);
  if (args === call.args && orderBy === call.orderBy && filter === call.filter && direct === call.direct) return call;
  return { ...call, args, orderBy, filter, ...(direct ? { direct } : {}) };
}

function mapWindowCall(call: WindowCall, f: ExprMapper): WindowCall {
  const args = mapList(call.args, f);
  const filter = call.filter === null ? null : f(call.filter);
  return args === call.args && filter === call.filter ? call : { ...call, args, filter };
}

export function mapFrame(frame: PlanFrame, f: ExprMapper): PlanFrame {
  const bound = (end: PlanFrame['start']): PlanFrame['start'] => {
    const offset = end.offset === null ? null : f(end.offset);
    return offset === end.offset ? end : { ...end, offset };
  };
  const start = bound(frame.start);
  const end = bound(frame.end);
  return start === frame.start && end === frame.end ? frame : { ...frame, start, end };
}

function mapAssignments(set: readonly ColumnAssignment[], f: ExprMapper): readonly ColumnAssignment[] {
  return mapList(set, (item) => {
    const value = f(item.value);
    return value === item.value ? item : { ...item, value };
  });
}

function mapChecks(checks: readonly BoundViewCheck[], f: ExprMapper): readonly BoundViewCheck[] {
  return mapList(checks, (check) => {
    const condition = f(check.condition);
    return condition === check.condition ? check : { ...check, condition };
  });
}

function mapReturning<R extends { readonly exprs: readonly BoundExpr[] }>(
  returning: R | null,
  f: ExprMapper,
): R | null {
  if (returning === null) return null;
  const exprs = mapList(returning.exprs, f);
  return exprs === returning.exprs ? returning : { ...returning, exprs };
}

export function mapNode(plan: LogicalPlan, onPlan: PlanMapper, onExpr: ExprMapper): LogicalPlan {
  switch (plan.node) {
    case 'result':
    case 'scan':
    case 'catalogScan':
    case 'cteScan':
      return plan;
    case 'values': {
      const rows = mapList(plan.rows, (row) => mapList(row, onExpr));
      return rows === plan.rows ? plan : { ...plan, rows };
    }
    case 'sampleScan': {
      const percent = onExpr(plan.sample.percent);
      const seed = plan.sample.seed && onExpr(plan.sample.seed);
      return percent === plan.sample.percent && seed === plan.sample.seed
        ? plan
        : { ...plan, sample: { ...plan.sample, percent, seed } };
    }
    case 'functionScan': {
      const calls = mapList(plan.calls, onExpr);
      return calls === plan.calls ? plan : { ...plan, calls };
    }
    case 'filter': {
      const input = onPlan(plan.input);
      const filter = mapList(plan.filter, onExpr);
      return input === plan.input && filter === plan.filter ? plan : { ...plan, input, filter };
    }
    case 'project': {
      const input = onPlan(plan.input);
      const exprs = mapList(plan.exprs, onExpr);
      return input === plan.input && exprs === plan.exprs ? plan : { ...plan, input, exprs };
    }
    case 'join': {
      const left = onPlan(plan.left);
      const right = onPlan(plan.right);
      const on = mapList(plan.on, onExpr);
      return left === plan.left && right === plan.right && on === plan.on ? plan : { ...plan, left, right, on };
    }
    case 'aggregate': {
      const input = onPlan(plan.input);
      const keys = mapList(plan.keys, onExpr);
      const aggregates = mapList(plan.aggregates, (call) => mapAggregateCall(call, onExpr));
      const having = mapList(plan.having, onExpr);
      return input === plan.input && keys === plan.keys && aggregates === plan.aggregates && having === plan.having
        ? plan
        : { ...plan, input, keys, aggregates, having };
    }
    case 'window': {
      const input = onPlan(plan.input);
      const partition = mapList(plan.partition, onExpr);
      const order = mapSortKeys(plan.order, onExpr);
      const frame = mapFrame(plan.frame, onExpr);
      const calls = mapList(plan.calls, (call) => mapWindowCall(call, onExpr));
      return input === plan.input &&
        partition === plan.partition &&
        order === plan.order &&
        frame === plan.frame &&
        calls === plan.calls
        ? plan
        : { ...plan, input, partition, order, frame, calls };
    }
    case 'sort': {
      const input = onPlan(plan.input);
      const keys = mapSortKeys(plan.keys, onExpr);
      return input === plan.input && keys === plan.keys ? plan : { ...plan, input, keys };
    }
    case 'limit': {
      const input = onPlan(plan.input);
      const count = plan.count === null ? null : onExpr(plan.count);
      const offset = plan.offset === null ? null : onExpr(plan.offset);
      const ties = plan.ties === null ? null : mapList(plan.ties, onExpr);
      return input === plan.input && count === plan.count && offset === plan.offset && ties === plan.ties
        ? plan
        : { ...plan, input, count, offset, ties };
    }
    case 'distinct': {
      const input = onPlan(plan.input);
      const keys = mapList(plan.keys, onExpr);
      return input === plan.input && keys === plan.keys ? plan : { ...plan, input, keys };
    }
    case 'append': {
      const inputs = mapList(plan.inputs, onPlan);
      const outputs = mapList(plan.outputs, (list) => mapList(list, onExpr));
      return inputs === plan.inputs && outputs === plan.outputs ? plan : { ...plan, inputs, outputs };
    }
    case 'setOperation': {
      const left = onPlan(plan.left);
      const right = onPlan(plan.right);
      const leftOutputs = mapList(plan.leftOutputs, onExpr);
      const rightOutputs = mapList(plan.rightOutputs, onExpr);
      return left === plan.left &&
        right === plan.right &&
        leftOutputs === plan.leftOutputs &&
        rightOutputs === plan.rightOutputs
        ? plan
        : { ...plan, left, right, leftOutputs, rightOutputs };
    }
    case 'recursiveUnion': {
      const base = onPlan(plan.base);
      const step = onPlan(plan.step);
      const baseOutputs = mapList(plan.baseOutputs, onExpr);
      const stepOutputs = mapList(plan.stepOutputs, onExpr);
      return base === plan.base &&
        step === plan.step &&
        baseOutputs === plan.baseOutputs &&
        stepOutputs === plan.stepOutputs
        ? plan
        : { ...plan, base, step, baseOutputs, stepOutputs };
    }
    case 'lockRows': {
      const input = onPlan(plan.input);
      return input === plan.input ? plan : { ...plan, input };
    }
    case 'insert': {
      const input = onPlan(plan.input);
      const values = mapList(plan.values, onExpr);
      const set = plan.onConflict === null ? null : mapAssignments(plan.onConflict.set, onExpr);
      const where = plan.onConflict?.where == null ? null : onExpr(plan.onConflict.where);
      const onConflict =
        plan.onConflict === null || (set === plan.onConflict.set && where === plan.onConflict.where)
          ? plan.onConflict
          : { ...plan.onConflict, set: set!, where };
      const filter = plan.filter === null ? null : onExpr(plan.filter);
      const checks = mapChecks(plan.checks, onExpr);
      const returning = mapReturning(plan.returning, onExpr);
      return input === plan.input &&
        filter === plan.filter &&
        values === plan.values &&
        onConflict === plan.onConflict &&
        checks === plan.checks &&
        returning === plan.returning
        ? plan
        : { ...plan, input, values, onConflict, filter, checks, returning };
    }
    case 'update': {
      const input = onPlan(plan.input);
      const set = mapAssignments(plan.set, onExpr);
      const checks = mapChecks(plan.checks, onExpr);
      const returning = mapReturning(plan.returning, onExpr);
      return input === plan.input && set === plan.set && checks === plan.checks && returning === plan.returning
        ? plan
        : { ...plan, input, set, checks, returning };
    }
    case 'delete': {
      const input = onPlan(plan.input);
      const returning = mapReturning(plan.returning, onExpr);
      return input === plan.input && returning === plan.returning ? plan : { ...plan, input, returning };
    }
    case 'merge': {
      const input = onPlan(plan.input);
      const on = mapList(plan.on, onExpr);
      const actions = mapList(plan.actions, (action) => {
        const condition = action.condition === null ? null : onExpr(action.condition);
        const set = mapAssignments(action.set, onExpr);
        const values = mapList(action.values, onExpr);
        const same = condition === action.condition && set === action.set && values === action.values;
        return same ? action : { ...action, condition, set, values };
      });
      return input === plan.input && on === plan.on && actions === plan.actions
        ? plan
        : { ...plan, input, on, actions };
    }
    default:
      return assertNever(plan);
  }
}

/** Calls `f` on every node of the expression, sub-plans included. */
export function walkExpr(expr: BoundExpr, f: (expr: BoundExpr) => void): void {
  const visit = (node: BoundExpr): BoundExpr => {
    f(node);
    return mapOperands(node, visit, inQuery);
  };
  const inQuery = (query: LogicalQuery): LogicalQuery => mapQueryExprs(query, visit);
  visit(expr);
}

/** Calls `f` on every expression node of the plan, sub-plans included. */
export function walkPlanExprs(plan: LogicalPlan, f: (expr: BoundExpr) => void): void {
  mapPlanExprs(plan, (expr) => {
    walkExpr(expr, f);
    return expr;
  });
}

/** Calls `f` on every plan node, those of sub-plans too when `intoSubPlans`. */
export function walkPlan(plan: LogicalPlan, f: (plan: LogicalPlan) => void, intoSubPlans: boolean): void {
  const visit = (node: LogicalPlan): LogicalPlan => {
    f(node);
    return mapNode(node, visit, onExpr);
  };
  const onExpr: ExprMapper = intoSubPlans
    ? (expr) => {
        walkExpr(expr, (part) => {
          if (part.kind === 'subPlan') walkPlan(asLogicalSubPlan(part).plan.plan, f, false);
        });
        return expr;
      }
    : sameExpr;
  visit(plan);
}

/** Does any node of the expression (not inside sub-plans) satisfy `test`? */
export function someNode(expr: BoundExpr, test: (expr: BoundExpr) => boolean): boolean {
  let found = false;
  const visit = (node: BoundExpr): BoundExpr => {
    if (!found) {
      if (test(node)) found = true;
      else mapOperands(node, visit, (query) => query);
    }
    return node;
  };
  visit(expr);
  return found;
}

/** The column variables of the expression, those its sub-plans use included (whatever rel they belong to). */
export function varsOf(expr: BoundExpr): BoundVar[] {
  const vars: BoundVar[] = [];
  walkExpr(expr, (node) => {
    if (node.kind === 'var') vars.push(node);
  });
  return vars;
}
