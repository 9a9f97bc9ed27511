/** Which file plans which node. */
import { assertNever } from '../../common/assert.ts';
import type { LogicalJoin, LogicalPlan, PhysicalPlan } from '../../planner/index.ts';
import { planAggregate } from './aggregate.ts';
import { estimate, exprCost } from './cost.ts';
import { planJoin } from './join.ts';
import { planJoinGroup } from './join-order.ts';
import { planDelete, planInsert, planMerge, planUpdate } from './modification.ts';
import type { Planning, Required } from './planning.ts';
import { planCatalogScan, planCteScan, planFunctionScan, planSampleScan, planValues } from './scan.ts';
import { planAppend, planRecursiveUnion, planSetOperation } from './set-operations.ts';
import { planLimit, planSort } from './sort-limit.ts';
import { planTableScan } from './table-scan.ts';
import { planDistinct, planFilter, planLockRows, planProject } from './unary.ts';
import { planWindow } from './window.ts';

export function planNode(p: Planning, node: LogicalPlan, required: Required): PhysicalPlan {
  p.context.checkInterrupts();
  switch (node.node) {
    case 'result':
      return { node: 'result', estimate: estimate(1, 0, exprCost, 0) };
    case 'scan':
      return planTableScan(p, node, [], required);
    case 'sampleScan':
      return planSampleScan(p, node, [], required);
    case 'catalogScan':
      return planCatalogScan(p, node, [], required);
    case 'values':
      return planValues(p, node);
    case 'functionScan':
      return planFunctionScan(p, node);
    case 'cteScan':
      return planCteScan(p, node, []);
    case 'filter':
      return isGroup(p, node.input)
        ? planJoinGroup(p, node.input, node.filter, required)
        : planFilter(p, node, required);
    case 'project':
      return planProject(p, node, required);
    case 'join':
      return isGroup(p, node) ? planJoinGroup(p, node, [], required) : planJoin(p, node, required);
    case 'aggregate':
      return planAggregate(p, node, required);
    case 'window':
      return planWindow(p, node, required);
    case 'sort':
      return planSort(p, node, required, null);
    case 'limit':
      return planLimit(p, node, required);
    case 'distinct':
      return planDistinct(p, node, required);
    case 'append':
      return planAppend(p, node, required);
    case 'setOperation':
      return planSetOperation(p, node);
    case 'recursiveUnion':
      return planRecursiveUnion(p, node);
    case 'lockRows':
      return planLockRows(p, node, required);
    case 'insert':
      return planInsert(p, node);
    case 'update':
      return planUpdate(p, node);
    case 'delete':
      return planDelete(p, node);
    case 'merge':
      return planMerge(p, node);
    default:
      return assertNever(node);
  }
}

/** Inner joins are ordered by cost when the optimizer is on; LATERAL fixes the order. */
function isGroup(p: Planning, node: LogicalPlan): node is LogicalJoin {
  return p.context.settings.optimizer && node.node === 'join' && node.type === 'inner' && !node.lateral;
}
