/** INTERSECT and EXCEPT: rows of the left side are grouped and counted, those of the right side counted against them. */

import type { Execution } from '../../executor/execution.ts';
import { GroupTable } from '../../executor/group-table.ts';
import { morselRows, RangePipeline } from '../../executor/pipeline.ts';
import type { SetOperationNode } from '../../planner/physical-plan.ts';
import { unscaled } from '../expressions/box.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { type Loader, Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { value } from '../value.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { emitGroupLookup } from './group-lookup.ts';
import { keyKind } from './key-columns.ts';

export function produceSetOperation(plan: SetOperationNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { statement } = context;
  // Every key is interned, nulls with code 0, so that both sides write the same columns whichever of them has nulls.
  const kinds = plan.columnInfo.map((column) => keyKind(column.type, true));
  const interned = kinds.map((kind) => kind.canonical);
  const slot = unit.slot((x) => new GroupTable(interned, ['integer', 'integer'], x.memory));
  for (const [side, outputs] of [plan.leftOutputs, plan.rightOutputs].entries()) {
    context.produce(side === 0 ? plan.left : plan.right, unit, (writer, scope) => {
      const emit = emitContext(writer, scope, unit);
      const table = unit.local(writer, slot);
      const counts = [0, 1].map((i) => writer.hoist(`${table}.s${i}`, 'a', `${table}.states[${i}]`));
      const keys = outputs.map((output) => unscaled(emit, emitValue(output, emit)));
      const group = emitGroupLookup(emit, table, kinds, keys, () => {
        writer.line(`${counts[0]}.push(0);${counts[1]}.push(0);`);
      });
      writer.line(`${counts[side]}[${group}]++;`);
    });
  }
  const writer = statement.writer('p', 'X,from,to');
  const table = unit.local(writer, slot);
  const [left, right] = [0, 1].map((i) => writer.hoist(`${table}.s${i}`, 'a', `${table}.states[${i}]`));
  writer.openLoop('for(let g=from;g<to;g++)');
  const times = repetitions(plan, `${left}[g]`, `${right}[g]`);
  writer.openLoop(`for(let t=${times};t>0;t--)`);
  const columns: [number, Loader][] = plan.columnInfo.map((column, i) => [
    varKey(plan.rel, i),
    (w) => {
      const codes = w.hoist(`${table}.k${i}`, 'b', `${table}.keys[${i}]`);
      const values = w.hoist(`${table}.iv${i}`, 'i', `${table}.interners[${i}].values`);
      const local = w.temp('v');
      w.line(`const ${local}=${values}[${codes}[g]];`);
      return value(local, `${local}===null`, column.type, column.typmod);
    },
  ]);
  consume(writer, new Scope(new Map(columns)));
  writer.closeLoop();
  writer.closeLoop();
  const fn = statement.finish(writer);
  const count = (x: Execution): number => (x.slots[slot] as GroupTable).count;
  unit.pipelines.push(new RangePipeline(fn, statement.newSlot(), count, morselRows));
}

/** How often a row with these counts comes out. */
function repetitions(plan: SetOperationNode, left: string, right: string): string {
  if (plan.op === 'intersect') return plan.all ? `Math.min(${left},${right})` : `(${left}>0&&${right}>0?1:0)`;
  return plan.all ? `(${left}-${right})` : `(${left}>0&&${right}===0?1:0)`;
}
