/**
 * The calls of one window: arguments as functions of a row number, for rows other than the current one; states in slots; and the
 * value at the current row `i`, whose frame has been moved there.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import { assert } from '../../common/assert.ts';
import type { Execution } from '../../executor/execution.ts';
import { Buckets, nthRow, rowAt } from '../../executor/window/row-numbers.ts';
import type { WindowFunctionDef } from '../../functions/function-def.ts';
import { functionByOid } from '../../functions/registry.ts';
import type { WindowNode } from '../../planner/physical-plan.ts';
import type { WindowCall } from '../../planner/plan-parts.ts';
import { boxed, fromBoxed } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { type Value, value } from '../value.ts';
import { emitContext } from './context.ts';
import { FrameAggregates } from './window-aggregates.ts';
import { rowScope, type WindowSite } from './window-site.ts';

export class WindowCalls {
  private readonly site: WindowSite;
  private readonly aggregates: FrameAggregates;
  private readonly states: { readonly slot: number; readonly make: (x: Execution) => unknown }[] = [];

  constructor(site: WindowSite, plan: WindowNode) {
    this.site = site;
    this.aggregates = new FrameAggregates(site, plan);
  }

  /** A row may look at all others again. */
  get costly(): boolean {
    return this.aggregates.costly;
  }

  /** Makes the states, before the first row. */
  open(execution: Execution): void {
    for (const { slot, make } of this.states) execution.slots[slot] = make(execution);
  }

  /** Drops the states, behind the last row. */
  close(execution: Execution): void {
    for (const { slot } of this.states) {
      (execution.slots[slot] as { close?(): void }).close?.();
      execution.slots[slot] = null;
    }
  }

  emit(call: WindowCall, index: number, context: EmitContext): Value {
    const def = functionByOid(call.fn);
    assert(
      def !== undefined && (def.kind === 'window' || def.kind === 'aggregate'),
      `${call.fn} is no window function`,
    );
    const frame = this.frame(context);
    if (def.kind === 'aggregate') {
      if (call.star && call.filter === null && def.name === 'count') return this.number(context, `${frame}.size`, call);
      const state = this.state(context, (x) => this.aggregates.make(x, index));
      this.aggregates.write(def, call, index);
      const local = context.writer.temp('v');
      context.writer.line(`const ${local}=${state}.value(${frame});`);
      return fromBoxed(local, call.type, call.typmod);
    }
    return this.emitFunction(def, call, frame, context);
  }

  private emitFunction(def: WindowFunctionDef, call: WindowCall, frame: string, context: EmitContext): Value {
    const { pool } = context.unit;
    const rows = `(${frame}.partitionEnd-${frame}.partitionStart)`;
    switch (def.does) {
      case 'row_number':
        return this.number(context, `i-${frame}.partitionStart+1`, call);
      case 'rank':
        return this.number(context, `${frame}.groupStart-${frame}.partitionStart+1`, call);
      case 'dense_rank':
        return this.number(context, `${frame}.group-${frame}.firstGroup+1`, call);
      case 'percent_rank':
        return this.number(context, `${rows}>1?(${frame}.groupStart-${frame}.partitionStart)/(${rows}-1):0`, call);
      case 'cume_dist':
        return this.number(context, `(${frame}.groupEnd-${frame}.partitionStart)/${rows}`, call);
      case 'ntile': {
        const buckets = this.state(context, () => new Buckets());
        const count = boxed(context, emitValue(call.args[0]!, context));
        return this.boxed(context, `${buckets}.next(${frame},${count})`, call);
      }
      case 'first_value':
        return this.valueAt(context, call, `${frame}.first`);
      case 'last_value':
        return this.valueAt(context, call, `${frame}.last`);
      case 'nth_value': {
        const n = boxed(context, emitValue(call.args[1]!, context));
        return this.valueAt(context, call, `${pool.named('nthRow', nthRow)}(${frame},${n})`);
      }
      case 'lag':
        return this.shifted(context, call, frame, '-');
      case 'lead':
        return this.shifted(context, call, frame, '+');
    }
  }

  /** lag and lead: the value some rows away, or the default where there is no such row in the partition. */
  private shifted(context: EmitContext, call: WindowCall, frame: string, sign: '-' | '+'): Value {
    const { writer, unit } = context;
    const at = unit.pool.named('rowAt', rowAt);
    const [, offset, otherwise] = call.args;
    if (offset === undefined) return this.valueAt(context, call, `${at}(${frame},i${sign}1)`);
    const distance = emitValue(offset, context);
    const row = writer.temp('r');
    const local = writer.temp('v');
    writer.line(`let ${local}=null;`);
    writer.open(`if(!(${distance.isNull}))`);
    writer.line(`const ${row}=${at}(${frame},i${sign}(${distance.code}));`);
    writer.open(`if(${row}>=0)`);
    writer.line(`${local}=${this.argumentAt(call.args[0]!)}(X,${row});`);
    if (otherwise !== undefined) {
      writer.alternative();
      writer.line(`${local}=${boxed(context, emitValue(otherwise, context))};`);
    }
    writer.close();
    writer.close();
    return fromBoxed(local, call.type, call.typmod);
  }

  private valueAt(context: EmitContext, call: WindowCall, row: string): Value {
    const { writer } = context;
    const at = writer.temp('r');
    writer.line(`const ${at}=${row};`);
    return this.boxed(context, `${at}<0?null:${this.argumentAt(call.args[0]!)}(X,${at})`, call);
  }

  /** Name of a function (X, row) → datum. */
  private argumentAt(expr: BoundExpr): string {
    const { unit } = this.site;
    const writer = unit.statement.writer('w', 'X,row');
    const context = emitContext(writer, rowScope(this.site, writer, 'row'), unit);
    writer.line(`stop=${boxed(context, emitValue(expr, context))};`);
    unit.statement.finish(writer);
    return writer.name;
  }

  private number(context: EmitContext, code: string, call: WindowCall): Value {
    const local = context.writer.temp('v');
    context.writer.line(`const ${local}=${code};`);
    return value(local, 'false', call.type);
  }
  private boxed(context: EmitContext, code: string, call: WindowCall): Value {
    const local = context.writer.temp('v');
    context.writer.line(`const ${local}=${code};`);
    return fromBoxed(local, call.type, call.typmod);
  }

  private frame({ writer, unit }: EmitContext): string {
    return unit.local(writer, this.site.frameSlot);
  }
  private state({ writer, unit }: EmitContext, make: (x: Execution) => unknown): string {
    const slot = unit.statement.newSlot();
    this.states.push({ slot, make });
    return unit.local(writer, slot);
  }
}
