/** FOR UPDATE: rows go into a queue; the lock pipeline (executor/lock-rows.ts) locks them one by one and hands them on. */

import type { BoundExpr } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import { LockQueue, LockRowsPipeline } from '../../executor/lock-rows.ts';
import type { LockRowsNode } from '../../planner/physical-plan.ts';
import { boxed } from '../expressions/box.ts';
import { type Loader, Scope, varOf } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { carriedKeys } from './buffer-columns.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';

export function produceLockRows(plan: LockRowsNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  const { statement } = context;
  const queue = unit.slot(() => new LockQueue());
  const used = context.references.usedOutside(plan.input);
  let columns: { key: number; type: number; typmod: number }[] = [];
  context.produce(plan.input, unit, (writer, scope) => {
    const emit = emitContext(writer, scope, unit);
    const local = unit.local(writer, queue);
    const values = carriedKeys(scope, used).map((key) => ({ key, item: scope.read(key, writer) }));
    columns = values.map(({ key, item }) => ({ key, type: item.type, typmod: item.typmod }));
    const ids = plan.locks.map((lock) => {
      const id = scope.get(lock.rel, -1, writer);
      assert(id !== undefined, 'a row lock does not know its rows');
      return boxed(emit, id);
    });
    writer.line(`${local}.rows.push([${values.map(({ item }) => boxed(emit, item)).join(',')}]);`);
    writer.line(`${local}.ids.push([${ids.join(',')}]);`);
  });
  const source = unit.pipelines.pop();
  assert(source !== undefined, 'a row lock without a source');
  const writer = statement.writer('p', 'X,R');
  const loaders: [number, Loader][] = columns.map(({ key, type, typmod }, i) => [
    key,
    (w) => {
      const local = w.temp('v');
      w.line(`const ${local}=R[${i}];`);
      return { code: local, isNull: `${local}===null`, type, typmod, scale: -1, digits: 0 };
    },
  ]);
  consume(writer, new Scope(new Map(loaders)));
  const body = statement.finish(writer);
  const outputs: BoundExpr[] = columns.map(({ key, type, typmod }) => ({
    kind: 'var',
    ...varOf(key),
    type,
    typmod,
    location: -1,
  }));
  const locks = plan.locks.map((lock) => ({
    store: statement.stores.table(lock.table),
    table: context.modifyTarget(lock.table).table.name,
    strength: lock.strength,
    wait: lock.wait,
    recheck: context.recheck(plan.input, lock.rel, outputs),
  }));
  unit.pipelines.push(new LockRowsPipeline(source, queue, locks, body));
}
