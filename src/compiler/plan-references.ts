/**
 * Which columns are referenced where in a physical plan: operators that copy rows (hash tables, sorters, buffers) copy only
 * the columns that something outside of their input refers to.
 */

import type { BoundExpr } from '../catalog/tree.ts';
import { forEachChild } from '../catalog/tree-walk.ts';
import { assertNever } from '../common/assert.ts';
import type { PhysicalPlan, SubPlan } from '../planner/physical-plan.ts';
import { varKey } from './scope.ts';

export type ReferenceCounts = Map<number, number>;

export function childPlans(plan: PhysicalPlan): readonly PhysicalPlan[] {
  switch (plan.node) {
    case 'result':
    case 'seqScan':
    case 'tidScan':
    case 'indexScan':
    case 'catalogScan':
    case 'values':
    case 'functionScan':
    case 'cteScan':
      return [];
    case 'filter':
    case 'project':
    case 'aggregate':
    case 'sort':
    case 'limit':
    case 'distinct':
    case 'window':
    case 'lockRows':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return [plan.input];
    case 'hashJoin':
      return [plan.probe, plan.build];
    case 'nestedLoop':
      return [plan.outer, plan.inner];
    case 'append':
      return plan.inputs;
    case 'setOperation':
      return [plan.left, plan.right];
    case 'recursiveUnion':
      return [plan.base, plan.step];
    default:
      return assertNever(plan);
  }
}

/** The expressions that stand in the node itself. */
export function nodeExpressions(plan: PhysicalPlan): BoundExpr[] {
  const out: BoundExpr[] = [];
  const add = (exprs: readonly (BoundExpr | null | undefined)[]): void => {
    for (const expr of exprs) if (expr) out.push(expr);
  };
  switch (plan.node) {
    case 'result':
    case 'lockRows':
      break;
    case 'seqScan':
      add([...plan.filter, plan.sample?.percent, plan.sample?.seed]);
      break;
    case 'catalogScan':
    case 'cteScan':
    case 'filter':
      add(plan.filter);
      break;
    case 'tidScan':
      add([plan.rowId, ...plan.filter]);
      break;
    case 'indexScan':
      for (const item of plan.equals) {
        if ('anyOf' in item) add(item.anyOf);
        else if ('anyOfArray' in item) add([item.anyOfArray]);
        else if (!('isNull' in item)) add([item]);
      }
      add([plan.lower?.value, plan.upper?.value, ...plan.filter, ...plan.indexConditions]);
      break;
    case 'values':
      for (const row of plan.rows) add(row);
      break;
    case 'functionScan':
      add(plan.calls);
      break;
    case 'project':
      add(plan.exprs);
      break;
    case 'hashJoin':
      add([...plan.probeKeys, ...plan.buildKeys, ...plan.residual]);
      break;
    case 'nestedLoop':
      add(plan.on);
      break;
    case 'aggregate':
      add([...plan.keys, ...plan.having]);
      for (const call of plan.aggregates) {
        add([...call.args, ...call.orderBy.map((key) => key.expr), call.filter, ...(call.direct ?? [])]);
      }
      break;
    case 'sort':
      add([...plan.keys.map((key) => key.expr), plan.limit, plan.offset]);
      break;
    case 'limit':
      add([plan.count, plan.offset, ...(plan.ties ?? [])]);
      break;
    case 'distinct':
      add(plan.keys);
      break;
    case 'append':
      for (const row of plan.outputs) add(row);
      break;
    case 'setOperation':
      add([...plan.leftOutputs, ...plan.rightOutputs]);
      break;
    case 'recursiveUnion':
      add([...plan.baseOutputs, ...plan.stepOutputs]);
      break;
    case 'window':
      add([...plan.partition, ...plan.order.map((key) => key.expr), plan.frame.start.offset, plan.frame.end.offset]);
      for (const call of plan.calls) add([...call.args, call.filter]);
      break;
    case 'insert':
      add(plan.values);
      add(plan.onConflict?.set.map((item) => item.value) ?? []);
      add(plan.checks.map((check) => check.condition));
      add([plan.filter, plan.onConflict?.where, ...(plan.returning?.exprs ?? [])]);
      break;
    case 'update':
      add(plan.checks.map((check) => check.condition));
      add([...plan.set.map((item) => item.value), ...(plan.returning?.exprs ?? [])]);
      break;
    case 'delete':
      add(plan.returning?.exprs ?? []);
      break;
    case 'merge':
      add(plan.on);
      for (const action of plan.actions) {
        add([action.condition, ...action.set.map((item) => item.value), ...action.values]);
      }
      break;
    default:
      assertNever(plan);
  }
  return out;
}

export interface PlanVisitor {
  node?(plan: PhysicalPlan): void;
  expression?(expr: BoundExpr): void;
}

/** All nodes and expressions of a plan, those of its sub-plans too; each before what is below it. */
export function walkPlan(plan: PhysicalPlan, visitor: PlanVisitor): void {
  walkNode(plan, visitor);
  for (const child of childPlans(plan)) walkPlan(child, visitor);
}

function walkNode(plan: PhysicalPlan, visitor: PlanVisitor): void {
  visitor.node?.(plan);
  for (const expr of nodeExpressions(plan)) walkExpression(expr, visitor);
}

export function walkExpression(expr: BoundExpr, visitor: PlanVisitor): void {
  visitor.expression?.(expr);
  if (expr.kind !== 'subPlan') {
    forEachChild(expr, (child) => walkExpression(child, visitor));
    return;
  }
  const sub = expr as SubPlan;
  walkPlan(sub.plan, visitor);
  for (const output of sub.outputs) walkExpression(output, visitor);
  if (sub.test !== null) walkExpression(sub.test, visitor);
}

function counter(counts: ReferenceCounts): PlanVisitor {
  return {
    node: (plan) => {
      if (plan.node === 'update' || plan.node === 'delete' || plan.node === 'merge') countKey(plan.rel, -1, counts);
      if (plan.node === 'lockRows') for (const lock of plan.locks) countKey(lock.rel, -1, counts);
    },
    expression: (expr) => {
      if (expr.kind === 'var') countKey(expr.rel, expr.column, counts);
    },
  };
}

export function countExpression(expr: BoundExpr, counts: ReferenceCounts): void {
  walkExpression(expr, counter(counts));
}

function countPlan(plan: PhysicalPlan, counts: ReferenceCounts): void {
  walkPlan(plan, counter(counts));
}
function countKey(rel: number, column: number, counts: ReferenceCounts): void {
  const key = varKey(rel, column);
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Answers which columns made inside a sub-tree are used outside of it. */
export class References {
  private readonly total: ReferenceCounts = new Map();
  /** Of whole sub-trees: a join asks for what is below it, and the join above it for all of that again. */
  private readonly within = new Map<PhysicalPlan, ReferenceCounts>();

  addPlan(plan: PhysicalPlan): void {
    countPlan(plan, this.total);
  }
  addExpressions(exprs: readonly BoundExpr[]): void {
    for (const expr of exprs) countExpression(expr, this.total);
  }
  /** Predicate over column keys: referenced somewhere other than within `plan` and the given expressions. */
  usedOutside(plan: PhysicalPlan, except: readonly BoundExpr[] = []): (key: number) => boolean {
    let inside = this.countWithin(plan);
    if (except.length > 0) {
      inside = new Map(inside);
      for (const expr of except) countExpression(expr, inside);
    }
    return (key) => (this.total.get(key) ?? 0) > (inside.get(key) ?? 0);
  }
  private countWithin(plan: PhysicalPlan): ReferenceCounts {
    let counts = this.within.get(plan);
    if (counts === undefined) {
      counts = new Map();
      for (const child of childPlans(plan)) {
        for (const [key, count] of this.countWithin(child)) counts.set(key, (counts.get(key) ?? 0) + count);
      }
      walkNode(plan, counter(counts));
      this.within.set(plan, counts);
    }
    return counts;
  }
}
