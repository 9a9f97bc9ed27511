/** INTERSECT and EXCEPT: rows of the left side are grouped and counted, those of the right side counted against them. */

import { GroupTable } from '../../executor/group-table.ts';
import { morselRows } from '../../executor/pipeline.ts';
import { GroupSpill, GroupsPipeline } from '../../executor/spill/group-spill.ts';
import type { SetOperationNode } from '../../planner/physical-plan.ts';
import { typeOid } from '../../types/oids.ts';
import { unscaled } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { type Loader, Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { type Value, value } from '../value.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { emitGroupLookup } from './group-lookup.ts';
import { keyKind } from './key-columns.ts';
import { againBuffer, SpilledRows } from './spilled-rows.ts';

export function produceSetOperation(plan: SetOperationNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { statement } = context;
  // Every key is interned, nulls with code 0, so that both sides write the same columns whichever of them has nulls.
  const kinds = plan.columnInfo.map((column) => keyKind(column.type, true));
  const interned = kinds.map((kind) => kind.canonical);
  // A row put aside is its keys, and the side it comes from.
  const aside = new SpilledRows(() => false);
  const slot = unit.slot((x) => {
    const table = new GroupTable(interned, ['integer', 'integer'], x.memory);
    table.makeSpill = () => new GroupSpill(table, aside.width, aside.keyColumns.slice(0, -1), interned, x.memory);
    return table;
  });
  const take = (emit: EmitContext, keys: readonly Value[], side: Value): void => {
    const { writer } = emit;
    const table = unit.local(writer, slot);
    const counts = [0, 1].map((i) => writer.hoist(`${table}.s${i}`, 'a', `${table}.states[${i}]`));
    const begin = (): void => writer.line(`${counts[0]}.push(0);${counts[1]}.push(0);`);
    const putAside = (): void => {
      aside.emitAside(emit, table, [...keys, side]);
      writer.line(writer.skip());
    };
    const group = emitGroupLookup(emit, table, kinds, keys, begin, false, putAside);
    writer.line(`(${side.code}===0?${counts[0]}:${counts[1]})[${group}]++;`);
  };
  for (const [side, outputs] of [plan.leftOutputs, plan.rightOutputs].entries()) {
    context.produce(side === 0 ? plan.left : plan.right, unit, (writer, scope) => {
      const emit = emitContext(writer, scope, unit);
      const keys = outputs.map((output) => unscaled(emit, emitValue(output, emit)));
      take(emit, keys, value(String(side), 'false', typeOid.int4));
    });
  }
  const takeAgain = (): number => {
    const writer = statement.writer('p', 'X,from,to');
    writer.openLoop('for(let i=from;i<to;i++)');
    const again = againBuffer(writer, unit.local(writer, slot));
    const { scope, keys } = aside.read(emitContext(writer, new Scope(), unit), again, 'i');
    take(emitContext(writer, scope, unit), keys.slice(0, -1), keys.at(-1)!);
    writer.closeLoop();
    return statement.finish(writer);
  };
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
  const give = statement.finish(writer);
  unit.pipelines.push(
    new GroupsPipeline({
      give,
      takeAgain: plan.columnInfo.length === 0 ? null : statement.later(unit, takeAgain),
      table: slot,
      state: statement.newSlot(),
      rows: morselRows,
    }),
  );
}

/** How often a row with these counts comes out. */
function repetitions(plan: SetOperationNode, left: string, right: string): string {
  if (plan.op === 'intersect') return plan.all ? `Math.min(${left},${right})` : `(${left}>0&&${right}>0?1:0)`;
  return plan.all ? `(${left}-${right})` : `(${left}>0&&${right}===0?1:0)`;
}
