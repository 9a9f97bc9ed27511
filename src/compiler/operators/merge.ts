/**
 * MERGE: the input's pipeline puts each source row, with its target row if there is one, into a queue; the pipeline of
 * executor/merge.ts decides what is done about it. Conditions and new values are generated functions over the columns that
 * travel with the row, so that they can be asked again when the target row has changed.
 */
import type { BoundExpr, BoundMergeAction } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import { MergePipeline } from '../../executor/merge.ts';
import { ModifyQueue } from '../../executor/modify.ts';
import type { ModifyTarget } from '../../executor/modify-target.ts';
import type { MergeNode } from '../../planner/physical-plan.ts';
import { emitPredicate } from '../expressions/emit-expression.ts';
import { Scope } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { emitContext, type PlanContext } from './context.ts';
import { type ExtraColumn, extraColumns, extraLoaders, extraValues } from './extra-columns.ts';
import { compileCheck, stored } from './modify.ts';

export function produceMerge(plan: MergeNode, unit: Unit, context: PlanContext): void {
  const { table, target } = context.modifyTarget(plan.table);
  const queue = unit.slot(() => new ModifyQueue());
  const extras = extraColumns([...plan.on, ...plan.actions.flatMap(expressionsOf)]);
  context.produce(plan.input, unit, (writer, scope) => {
    const emit = emitContext(writer, scope, unit);
    const rowId = scope.get(plan.rel, -1, writer);
    assert(rowId !== undefined, 'a merge does not know its rows');
    const id = rowId.isNull === 'false' ? rowId.code : `((${rowId.isNull})?-1:${rowId.code})`;
    const local = unit.local(writer, queue);
    writer.line(`${local}.rowIds.push(${id});${local}.rows.push(${extraValues(emit, extras)});`);
  });
  const source = unit.pipelines.pop();
  assert(source !== undefined, 'a merge without a source');
  const on = compileOn(plan.on, extras, unit, context);
  unit.pipelines.push(
    new MergePipeline(
      {
        target,
        queue,
        check: compileCheck(table, unit, context),
        viewChecks: null,
        returning: -1,
        on,
        actions: plan.actions.map((action) => ({
          matched: action.matched,
          action: action.action,
          columns: action.set.map((item) => item.column),
          decide: compileAction(action, extras, target, unit, context),
        })),
        targetColumns: extras.flatMap(({ expr }, i) =>
          expr.rel === plan.rel && expr.column >= 0 ? [{ extra: i, column: expr.column }] : [],
        ),
      },
      source,
    ),
  );
}

function expressionsOf(action: BoundMergeAction): readonly BoundExpr[] {
  const condition = action.condition === null ? [] : [action.condition];
  return [...condition, ...action.set.map((item) => item.value), ...action.values];
}

/** `on(X,E)`: whether the row and its target still belong together. */
function compileOn(on: readonly BoundExpr[], extras: readonly ExtraColumn[], unit: Unit, context: PlanContext): number {
  const writer = context.statement.writer('p', 'X,E');
  const emit = emitContext(writer, new Scope(new Map(extraLoaders(extras))), unit);
  writer.line('stop=false;');
  for (const condition of on) writer.line(`if(!(${emitPredicate(condition, emit)}))break P;`);
  writer.line('stop=true;');
  return context.statement.finish(writer);
}

/** `decide(X,E)`: the new values, in the order of the target list or of the table; null when the condition does not hold. */
function compileAction(
  action: BoundMergeAction,
  extras: readonly ExtraColumn[],
  target: ModifyTarget,
  unit: Unit,
  context: PlanContext,
): number {
  const writer = context.statement.writer('p', 'X,E');
  const emit = emitContext(writer, new Scope(new Map(extraLoaders(extras))), unit);
  writer.line('stop=null;');
  if (action.condition !== null) writer.line(`if(!(${emitPredicate(action.condition, emit)}))break P;`);
  const values =
    action.action === 'insert'
      ? action.values.map((value, column) => stored(emit, value, target, column))
      : action.set.map((item) => stored(emit, item.value, target, item.column));
  writer.line(`stop=[${values.join(',')}];`);
  return context.statement.finish(writer);
}
