/**
 * Checks that a physical plan is closed: each expression uses only columns that its node's inputs give, or that an enclosing row
 * gives (inside a sub-plan, or on the inner side of a lateral loop).
 */

import type { BoundExpr } from '../../src/catalog/tree.ts';
import { forEachChild } from '../../src/catalog/tree-walk.ts';
import { columnKey } from '../../src/planner/columns.ts';
import type { PhysicalPlan, PlanColumn, PlannedStatement, SubPlan } from '../../src/planner/index.ts';

type Given = ReadonlySet<number>;
const none: Given = new Set();

export function checkStatement(planned: PlannedStatement): void {
  for (const cte of planned.ctes) {
    const given = check(cte.plan, none);
    cte.outputs.forEach((output) => {
      checkExpr(output, given, none);
    });
  }
  const given = check(planned.plan, none);
  planned.outputs.forEach((output) => {
    checkExpr(output, given, none);
  });
}

function numbered(rel: number, infos: readonly PlanColumn[]): Given {
  return new Set(infos.map((_, i) => columnKey(rel, i)));
}
function both(...sets: Given[]): Given {
  return new Set(sets.flatMap((set) => [...set]));
}

function checkExpr(expr: BoundExpr, given: Given, outer: Given): void {
  switch (expr.kind) {
    case 'var': {
      const key = columnKey(expr.rel, expr.column);
      if (!given.has(key) && !outer.has(key)) throw new Error(`column ${expr.rel}.${expr.column} is not given`);
      return;
    }
    case 'aggregate':
    case 'window':
    case 'grouping':
    case 'subquery':
      throw new Error(`a plan holds ${expr.kind}`);
    case 'subPlan': {
      const sub = expr as SubPlan;
      const around = both(given, outer);
      const inner = check(sub.plan, sub.correlated ? around : none);
      for (const output of sub.outputs) checkExpr(output, inner, sub.correlated ? around : none);
      const row = new Set(sub.outputs.map((_, i) => columnKey(sub.testRel, i)));
      if (sub.test !== null) checkExpr(sub.test, both(given, row), outer);
      return;
    }
    case 'case': {
      const own = expr.base === null ? given : both(given, new Set([columnKey(expr.base.rel, 0)]));
      if (expr.base !== null) checkExpr(expr.base.value, given, outer);
      for (const item of expr.whens) {
        checkExpr(item.when, own, outer);
        checkExpr(item.then, own, outer);
      }
      if (expr.otherwise !== null) checkExpr(expr.otherwise, own, outer);
      return;
    }
    default:
      forEachChild(expr, (child) => {
        checkExpr(child, given, outer);
      });
  }
}

/** The columns that the plan gives. */
function check(plan: PhysicalPlan, outer: Given): Given {
  const exprs = (list: readonly BoundExpr[], given: Given): void => {
    for (const expr of list) checkExpr(expr, given, outer);
  };
  switch (plan.node) {
    case 'result':
      return none;
    case 'seqScan':
    case 'catalogScan':
    case 'tidScan':
    case 'indexScan': {
      const given = new Set(plan.columns.map((column) => columnKey(plan.rel, column)));
      exprs(plan.filter, given);
      if (plan.node === 'indexScan') {
        for (const equal of plan.equals) {
          if ('kind' in equal) exprs([equal], none);
          else if ('anyOf' in equal) exprs(equal.anyOf, none);
          else if ('anyOfArray' in equal) exprs([equal.anyOfArray], none);
        }
        for (const bound of [plan.lower, plan.upper]) if (bound !== null) exprs([bound.value], none);
      }
      return given;
    }
    case 'values':
      for (const row of plan.rows) exprs(row, none);
      return numbered(plan.rel, plan.columnInfo);
    case 'functionScan':
      exprs(plan.calls, none);
      return numbered(plan.rel, plan.columnInfo);
    case 'cteScan': {
      const given = numbered(plan.rel, plan.columnInfo);
      exprs(plan.filter, given);
      return given;
    }
    case 'filter': {
      const given = check(plan.input, outer);
      exprs(plan.filter, given);
      return given;
    }
    case 'project':
      exprs(plan.exprs, check(plan.input, outer));
      return numbered(plan.rel, plan.columnInfo);
    case 'hashJoin': {
      const probe = check(plan.probe, outer);
      const build = check(plan.build, outer);
      exprs(plan.probeKeys, probe);
      exprs(plan.buildKeys, build);
      plan.probeKeys.forEach((key, i) => {
        if (key.type !== plan.buildKeys[i]!.type) throw new Error('hash keys of two types');
      });
      exprs(plan.residual, both(probe, build));
      if (plan.type === 'semi' || plan.type === 'anti') return probe;
      return plan.type === 'mark' ? both(probe, new Set([columnKey(plan.rel, 0)])) : both(probe, build);
    }
    case 'nestedLoop': {
      const left = check(plan.outer, outer);
      const right = check(plan.inner, plan.lateral ? both(left, outer) : outer);
      exprs(plan.on, both(left, right));
      return plan.type === 'semi' || plan.type === 'anti' ? left : both(left, right);
    }
    case 'aggregate': {
      const given = check(plan.input, outer);
      exprs(plan.keys, given);
      for (const call of plan.aggregates) {
        exprs(call.args, given);
        if (call.filter !== null) exprs([call.filter], given);
        for (const key of call.orderBy) exprs([key.expr], given);
      }
      const own = numbered(plan.rel, plan.columnInfo);
      exprs(plan.having, own);
      return own;
    }
    case 'sort': {
      const given = check(plan.input, outer);
      for (const key of plan.keys) exprs([key.expr], given);
      const carried = plan.carry.map(({ rel, column }) => columnKey(rel, column));
      for (const key of carried) if (!given.has(key)) throw new Error('a sort carries a column it is not given');
      return new Set(carried);
    }
    case 'limit': {
      const given = check(plan.input, outer);
      if (plan.count !== null) exprs([plan.count], none);
      if (plan.offset !== null) exprs([plan.offset], none);
      if (plan.ties !== null) exprs(plan.ties, given);
      return given;
    }
    case 'distinct': {
      const given = check(plan.input, outer);
      exprs(plan.keys, given);
      return given;
    }
    case 'append':
      plan.inputs.forEach((input, i) => {
        exprs(plan.outputs[i]!, check(input, outer));
      });
      return numbered(plan.rel, plan.columnInfo);
    case 'setOperation':
      exprs(plan.leftOutputs, check(plan.left, outer));
      exprs(plan.rightOutputs, check(plan.right, outer));
      return numbered(plan.rel, plan.columnInfo);
    case 'recursiveUnion':
      exprs(plan.baseOutputs, check(plan.base, outer));
      exprs(plan.stepOutputs, check(plan.step, outer));
      return numbered(plan.rel, plan.columnInfo);
    case 'window':
    case 'lockRows':
      return check(plan.input, outer);
    case 'insert':
      exprs(plan.values, check(plan.input, outer));
      return plan.returning === null ? none : numbered(plan.returning.rel, plan.returning.columnInfo);
    case 'update': {
      const given = check(plan.input, outer);
      if (!given.has(columnKey(plan.rel, -1))) throw new Error('UPDATE without the ctid of its rows');
      exprs(
        plan.set.map((item) => item.value),
        given,
      );
      return plan.returning === null ? none : numbered(plan.returning.rel, plan.returning.columnInfo);
    }
    case 'delete': {
      if (!check(plan.input, outer).has(columnKey(plan.rel, -1)))
        throw new Error('DELETE without the ctid of its rows');
      return plan.returning === null ? none : numbered(plan.returning.rel, plan.returning.columnInfo);
    }
    case 'merge': {
      const given = check(plan.input, outer);
      if (!given.has(columnKey(plan.rel, -1))) throw new Error('MERGE without the ctid of its rows');
      exprs(plan.on, given);
      for (const action of plan.actions) {
        if (action.condition !== null) exprs([action.condition], given);
        exprs(
          action.set.map((item) => item.value),
          given,
        );
        exprs(action.values, given);
      }
      return none;
    }
  }
}
