/** Aggregates as window functions: which way over moving frames each takes, and the functions of a row that it needs. */
import type { Execution } from '../../executor/execution.ts';
import {
  FrameCount,
  FrameIntegerSum,
  FrameNumericSum,
  type FromTotal,
  type RowInput,
} from '../../executor/window/exact-frames.ts';
import {
  FoldedFrame,
  type FrameAggregate,
  type FrameSteps,
  FrameTree,
} from '../../executor/window/frame-aggregates.ts';
import type { AggregateDef } from '../../functions/function-def.ts';
import type { WindowNode } from '../../planner/physical-plan.ts';
import type { WindowCall } from '../../planner/plan-parts.ts';
import type { Int8 } from '../../types/int8.ts';
import { Numeric } from '../../types/numeric-value.ts';
import { typeOid } from '../../types/oids.ts';
import type { Datum } from '../../types/type-def.ts';
import { boxed, unscaled } from '../expressions/box.ts';
import { emitPredicate, emitValue } from '../expressions/emit-expression.ts';
import { orNull } from '../value.ts';
import { emitContext } from './context.ts';
import { callInfo } from './gathered-rows.ts';
import { rowScope, type WindowSite } from './window-site.ts';

type Maker = (x: Execution) => FrameAggregate;

export class FrameAggregates {
  /** A frame may have to be aggregated again for each row. */
  costly = false;
  private readonly site: WindowSite;
  /** Frames only grow within a partition. */
  private readonly growing: boolean;
  private readonly makers = new Map<number, Maker>();

  constructor(site: WindowSite, { frame }: WindowNode) {
    this.site = site;
    this.growing = frame.start.type === 'unbounded preceding' && frame.exclude === 'no others';
  }

  make(execution: Execution, index: number): FrameAggregate {
    return this.makers.get(index)!(execution);
  }

  /** Writes what the call needs; `make` can be called once that is compiled. */
  write(def: AggregateDef, call: WindowCall, index: number): void {
    this.makers.set(index, this.exact(def, call) ?? this.stepwise(def, call));
  }

  /** Counts, and sums and means of exact numbers, as differences of running totals. */
  private exact(def: AggregateDef, call: WindowCall): Maker | null {
    if (def.name === 'count') {
      const input = this.writeInput(call);
      return (x) => new FrameCount(x, rowInput(x, input));
    }
    if (def.name !== 'sum' && def.name !== 'avg') return null;
    const type = call.args[0]!.type;
    const mean = def.name === 'avg';
    if (type === typeOid.numeric) {
      const input = this.writeInput(call);
      const result: FromTotal<Numeric> = mean
        ? (total, count) => total.divide(Numeric.fromInteger(count))
        : (total) => total;
      return (x) => new FrameNumericSum(x, rowInput(x, input), result);
    }
    if (type !== typeOid.int2 && type !== typeOid.int4 && type !== typeOid.int8) return null;
    const input = this.writeInput(call);
    const result: FromTotal<Int8> = mean
      ? (total, count) => Numeric.fromInteger(total).divide(Numeric.fromInteger(count))
      : call.type === typeOid.int8
        ? (total) => total
        : (total) => Numeric.fromInteger(total);
    return (x) => new FrameIntegerSum(x, rowInput(x, input), result);
  }

  /** Every other aggregate through the functions of its row. */
  private stepwise(def: AggregateDef, call: WindowCall): Maker {
    const step = this.writeStep(def, call);
    const info = callInfo(call.args, call.type);
    const { merge } = def;
    const stepsOf = (x: Execution): FrameSteps => {
      const leading: unknown[] = def.context ? [x.context] : [];
      if (def.callInfo) leading.push(info);
      const init = def.init as (...args: unknown[]) => unknown;
      const final = def.final as (state: unknown, context?: unknown) => Datum;
      const next = x.functions[step] as unknown as (x: Execution, row: number, state: unknown) => unknown;
      return {
        init: () => init(...leading),
        step: (row, state) => next(x, row, state),
        final: def.context ? (state) => final(state, x.context) : (state) => final(state),
      };
    };
    if (this.growing) return (x) => new FoldedFrame(x, stepsOf(x));
    if (merge !== undefined) return (x) => new FrameTree(x, stepsOf(x), merge as (a: unknown, b: unknown) => unknown);
    this.costly = true;
    return (x) => new FoldedFrame(x, stepsOf(x));
  }

  /** (X, row) → the one argument, null where it is NULL or filtered out; for count(*) any value. */
  private writeInput(call: WindowCall): number {
    const { unit } = this.site;
    const writer = unit.statement.writer('w', 'X,row');
    const context = emitContext(writer, rowScope(this.site, writer, 'row'), unit);
    writer.line('stop=null;');
    if (call.filter !== null) writer.line(`if(!(${emitPredicate(call.filter, context)}))break P;`);
    const [argument] = call.args;
    writer.line(`stop=${argument === undefined ? 'true' : boxed(context, emitValue(argument, context))};`);
    return unit.statement.finish(writer);
  }

  /** (X, row, state) → state with the row taken in. */
  private writeStep(def: AggregateDef, call: WindowCall): number {
    const { unit } = this.site;
    const writer = unit.statement.writer('w', 'X,row,state');
    const context = emitContext(writer, rowScope(this.site, writer, 'row'), unit);
    writer.line('stop=state;');
    if (call.filter !== null) writer.line(`if(!(${emitPredicate(call.filter, context)}))break P;`);
    const args = call.args.map((arg) => unscaled(context, emitValue(arg, context)));
    const isNull = def.strict ? orNull(args.map((arg) => arg.isNull)) : 'false';
    if (isNull !== 'false') writer.line(`if(${isNull})break P;`);
    const passed = args.map((arg) => (def.strict ? arg.code : boxed(context, arg)));
    const step = unit.pool.named(`step${call.fn}`, def.step);
    writer.line(`stop=${step}(${['state', ...passed].join(',')});`);
    return unit.statement.finish(writer);
  }
}

function rowInput(execution: Execution, fn: number): RowInput {
  return execution.functions[fn] as unknown as RowInput;
}
