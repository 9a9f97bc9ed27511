/**
 * Nested loops. Where the inner side does not depend on the outer row it is copied into a store once; a lateral inner side
 * that streams (index look-ups above all) is written into the loop; any other lateral one runs as a unit per outer row.
 */
import { isSetCall } from '../../planner/expressions.ts';
import type { NestedLoopNode, PhysicalPlan } from '../../planner/physical-plan.ts';
import { emitFilter } from '../expressions/emit-expression.ts';
import type { FunctionWriter } from '../function-writer.ts';
import type { Scope } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { carriedKeys } from './buffer-columns.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { Continuation, shapeOf, valuesOf } from './continuation.ts';
import { emitIndexScan, emitTidScan } from './scan.ts';
import { emitFunctionScan } from './set-functions.ts';
import { emitProject } from './simple.ts';
import { produceBuffered, produceRerun } from './stored-inner.ts';

export function produceNestedLoop(plan: NestedLoopNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  if (!plan.lateral) produceBuffered(plan, unit, consume, context);
  else if (streams(plan.inner)) {
    context.produce(plan.outer, unit, (writer, scope) => emitLateral(plan, unit, writer, scope, consume, context));
  } else produceRerun(plan, unit, consume, context);
}

/** Plans that can be written inside a loop of the outer side: no copying, no limits. */
function streams(plan: PhysicalPlan): boolean {
  switch (plan.node) {
    case 'indexScan':
    case 'tidScan':
    case 'result':
    case 'functionScan':
      return true;
    case 'filter':
      return streams(plan.input);
    case 'project':
      return streams(plan.input) && !plan.exprs.some(isSetCall);
    case 'nestedLoop':
      return plan.lateral && streams(plan.outer) && streams(plan.inner);
    default:
      return false;
  }
}

function emitInline(
  plan: PhysicalPlan,
  unit: Unit,
  writer: FunctionWriter,
  scope: Scope,
  consume: Consumer,
  context: PlanContext,
): void {
  switch (plan.node) {
    case 'indexScan':
      emitIndexScan(plan, unit, writer, scope, consume, context);
      return;
    case 'tidScan':
      emitTidScan(plan, unit, writer, scope, consume, context);
      return;
    case 'functionScan':
      emitFunctionScan(plan, unit, writer, scope, consume);
      return;
    case 'filter':
      emitInline(
        plan.input,
        unit,
        writer,
        scope,
        (w, s) => {
          emitFilter(plan.filter, emitContext(w, s, unit));
          consume(w, s);
        },
        context,
      );
      return;
    case 'project':
      emitInline(plan.input, unit, writer, scope, (w, s) => emitProject(plan, unit, w, s, consume), context);
      return;
    case 'nestedLoop':
      emitInline(plan.outer, unit, writer, scope, (w, s) => emitLateral(plan, unit, w, s, consume, context), context);
      return;
    default: {
      const once = writer.temp('j');
      writer.openLoop(`for(let ${once}=0;${once}<1;${once}++)`);
      consume(writer, scope);
      writer.closeLoop();
    }
  }
}

function emitLateral(
  plan: NestedLoopNode,
  unit: Unit,
  writer: FunctionWriter,
  scope: Scope,
  consume: Consumer,
  context: PlanContext,
): void {
  const on: Consumer = (w, s) => emitFilter(plan.on, emitContext(w, s, unit));
  switch (plan.type) {
    case 'inner':
      emitInline(
        plan.inner,
        unit,
        writer,
        scope,
        (w, s) => {
          on(w, s);
          consume(w, s);
        },
        context,
      );
      return;
    case 'left': {
      const used = context.references.usedOutside(plan);
      const matched = writer.temp('b');
      writer.line(`let ${matched}=false;`);
      const emit = emitContext(writer, scope, unit);
      const outerKeys = carriedKeys(scope, used);
      const outerValues = valuesOf(scope, outerKeys, writer);
      let continuation: Continuation | null = null;
      let innerKeys: number[] = [];
      emitInline(
        plan.inner,
        unit,
        writer,
        scope,
        (w, s) => {
          on(w, s);
          writer.line(`${matched}=true;`);
          innerKeys = carriedKeys(s, (key) => used(key) && !outerKeys.includes(key));
          const innerValues = valuesOf(s, innerKeys, w);
          continuation = new Continuation(context.statement, [
            ...outerKeys.map((key, i) => ({ key, shape: shapeOf(outerValues[i]!) })),
            ...innerKeys.map((key, i) => ({ key, shape: shapeOf(innerValues[i]!) })),
          ]);
          continuation.call(emit, [...outerValues, ...innerValues]);
        },
        context,
      );
      const rest = continuation as Continuation | null;
      writer.open(`if(!${matched})`);
      rest?.call(emit, [...outerValues, ...innerKeys.map(() => undefined)]);
      writer.close();
      rest?.write(consume);
      return;
    }
    default: {
      const matched = writer.temp('b');
      const label = writer.temp('B');
      writer.line(`let ${matched}=false;`);
      writer.open(`${label}:`);
      emitInline(
        plan.inner,
        unit,
        writer,
        scope,
        (w, s) => {
          on(w, s);
          w.line(`${matched}=true;break ${label};`);
        },
        context,
      );
      writer.close();
      writer.line(`if(${plan.type === 'semi' ? '!' : ''}${matched})${writer.skip()}`);
      consume(writer, scope);
    }
  }
}
