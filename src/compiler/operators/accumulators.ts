/**
 * Aggregate states in generated code. count, sum, avg, min and max over types with primitive scalars keep numbers in columns;
 * every other aggregate goes through the functions of its row in the aggregate table.
 */
import { assert } from '../../common/assert.ts';
import {
  addFloat4,
  addFloat8,
  averageOf,
  numericTotal,
  spillSum,
  squaresBeyond,
  totalInt8,
} from '../../executor/aggregate-runtime.ts';
import type { Execution } from '../../executor/execution.ts';
import type { GroupTable, StateKind } from '../../executor/group-table.ts';
import type { AggregateDef } from '../../functions/function-def.ts';
import { functionByOid } from '../../functions/registry.ts';
import type { AggregateCall } from '../../planner/plan-parts.ts';
import { typeOid } from '../../types/oids.ts';
import { baseTypeOid, typeByOid } from '../../types/registry.ts';
import { boxed, fromBoxed, unscaled } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { comparisonCode } from '../expressions/inline-functions.ts';
import { jsClass, orNull, type Value, value } from '../value.ts';
import { callInfo } from './gathered-rows.ts';
import { CollectAccumulator, DistinctAccumulator } from './gathering.ts';
import { OrderedSetAccumulator } from './ordered-set.ts';
import { column, whenNotNull } from './state-column.ts';

export interface Accumulator {
  readonly states: readonly StateKind[];
  /** Called when a table has been made. */
  open?(table: GroupTable, execution: Execution): void;
  /** The states of the one group of an aggregation without keys. */
  initialise(table: GroupTable, execution: Execution): void;
  /** Pushes the states of a new group. */
  emitNew(context: EmitContext, table: string): void;
  emitStep(context: EmitContext, table: string, group: string): void;
  emitResult(context: EmitContext, table: string, group: string): Value;
}

/**
 * The state column that counts every row of a group. Whoever counts each row (no FILTER, no nulls) first keeps it, and the
 * others read it.
 */
export interface RowCount {
  state: number | null;
}

/** `first`: number of the first state column. */
export function makeAccumulator(call: AggregateCall, first: number, rows: RowCount): Accumulator {
  const def = functionByOid(call.fn);
  assert(def !== undefined && def.kind === 'aggregate', `${call.fn} is not an aggregate`);
  if (def.orderedSet) return new OrderedSetAccumulator(call, def.orderedSet, first);
  // Sums of floats round, and so depend on the order.
  const floats = isFloat(call) && (def.name === 'sum' || def.name === 'avg');
  const orderFree = !floats && ['count', 'sum', 'avg', 'min', 'max', 'bool_and', 'bool_or', 'every'].includes(def.name);
  if (call.distinct && orderFree && call.args.length === 1) {
    return new DistinctAccumulator(call, def, makePlain(call, def, first + 1, { state: null }), first);
  }
  if (call.distinct || (call.orderBy.length > 0 && !orderFree)) return new CollectAccumulator(call, def, first);
  return makePlain(call, def, first, rows);
}

function isFloat({ args }: AggregateCall): boolean {
  return args.length === 1 && (args[0]!.type === typeOid.float4 || args[0]!.type === typeOid.float8);
}

function makePlain(call: AggregateCall, def: AggregateDef, first: number, rows: RowCount): Accumulator {
  if (def.name === 'count') return new CountAccumulator(call, first, rows);
  const argument = call.args.length === 1 ? call.args[0]! : null;
  if (argument !== null) {
    const kind = jsClass(argument.type);
    const integer = argument.type === typeOid.int2 || argument.type === typeOid.int4 || argument.type === typeOid.int8;
    const float = isFloat(call);
    if ((def.name === 'sum' || def.name === 'avg') && (integer || argument.type === typeOid.numeric)) {
      return new SumAccumulator(call, def, first, rows);
    }
    if (def.name === 'sum' && float) return new FloatSumAccumulator(call, first, rows);
    if (def.name === 'avg' && float) return new FloatMeanAccumulator(call, first, rows);
    if ((def.name === 'min' || def.name === 'max') && typeByOid(argument.type)?.compare && kind !== 'boolean') {
      return new ExtremeAccumulator(call, def.name, first);
    }
  }
  return new GenericAccumulator(call, def, first);
}

/** Counts the row in state column `own`, or finds that another column does; gives the number of the column that has the count. */
function countRow(
  context: EmitContext,
  {
    table,
    group,
    own,
    everyRow,
    rows,
  }: { table: string; group: string; own: number; everyRow: boolean; rows: RowCount },
): number {
  // The steps are written again for rows that were put aside: who keeps the count keeps it there too.
  if (everyRow && rows.state !== null && rows.state !== own) return rows.state;
  if (everyRow) rows.state = own;
  context.writer.line(`${column(context, table, own)}[${group}]++;`);
  return own;
}

class CountAccumulator implements Accumulator {
  readonly states: readonly StateKind[] = ['integer'];
  private readonly call: AggregateCall;
  private readonly first: number;
  private readonly rows: RowCount;
  private counts: number;
  constructor(call: AggregateCall, first: number, rows: RowCount) {
    this.call = call;
    this.first = first;
    this.rows = rows;
    this.counts = first;
  }
  initialise(table: GroupTable): void {
    table.states[this.first]!.push(0);
  }
  emitNew(context: EmitContext, table: string): void {
    context.writer.line(`${column(context, table, this.first)}.push(0);`);
  }
  emitStep(context: EmitContext, table: string, group: string): void {
    const isNull = orNull(this.call.args.map((arg) => emitValue(arg, context).isNull));
    const everyRow = isNull === 'false' && this.call.filter === null;
    whenNotNull(context, isNull, () => {
      this.counts = countRow(context, { table, group, own: this.first, everyRow, rows: this.rows });
    });
  }
  emitResult(context: EmitContext, table: string, group: string): Value {
    return value(`${column(context, table, this.counts)}[${group}]`, 'false', typeOid.int8);
  }
}

/** sum and avg of integers and numerics: exact in a double until it would pass 2^53, then spilled to a bigint. */
class SumAccumulator implements Accumulator {
  readonly states: readonly StateKind[] = ['number', 'any', 'integer'];
  private readonly call: AggregateCall;
  private readonly def: AggregateDef;
  private readonly first: number;
  /** Set by emitStep: the scale of the doubles summed; -2 while numerics are summed as objects. */
  private scale = 0;
  private readonly rows: RowCount;
  private counts: number;
  constructor(call: AggregateCall, def: AggregateDef, first: number, rows: RowCount) {
    this.call = call;
    this.def = def;
    this.first = first;
    this.rows = rows;
    this.counts = first + 2;
  }
  initialise(table: GroupTable): void {
    table.states[this.first]!.push(0);
    table.states[this.first + 1]!.push(null);
    table.states[this.first + 2]!.push(0);
  }
  emitNew(context: EmitContext, table: string): void {
    context.writer.line(`${column(context, table, this.first)}.push(0);`);
    context.writer.line(`${column(context, table, this.first + 1)}.push(null);`);
    context.writer.line(`${column(context, table, this.first + 2)}.push(0);`);
  }
  emitStep(context: EmitContext, table: string, group: string): void {
    const { writer, unit } = context;
    const input = emitValue(this.call.args[0]!, context);
    const sums = column(context, table, this.first);
    const spilled = column(context, table, this.first + 1);
    const everyRow = input.isNull === 'false' && this.call.filter === null;
    const spill = unit.pool.named('spillSum', spillSum);
    whenNotNull(context, input.isNull, () => {
      this.counts = countRow(context, { table, group, own: this.first + 2, everyRow, rows: this.rows });
      if (input.type === typeOid.numeric && input.scale < 0) {
        this.scale = -2;
        const total = `${spilled}[${group}]`;
        writer.line(`${total}=${total}===null?${input.code}:${total}.add(${input.code});`);
        return;
      }
      this.scale = Math.max(0, input.scale);
      const total = writer.temp('t');
      const guard = input.type === typeOid.int8 ? `typeof ${input.code}==='number'` : 'true';
      writer.line(`const ${total}=${guard}?${sums}[${group}]+${input.code}:NaN;`);
      writer.line(`if(${total}<=9007199254740991&&${total}>=-9007199254740991)${sums}[${group}]=${total};`);
      writer.line(`else ${spill}(${sums},${spilled},${group},${input.code});`);
    });
  }
  emitResult(context: EmitContext, table: string, group: string): Value {
    const { writer, unit } = context;
    const counts = column(context, table, this.counts);
    const parts = `${column(context, table, this.first)}[${group}],${column(context, table, this.first + 1)}[${group}]`;
    const local = writer.temp('v');
    const numeric = `${unit.pool.named('numericTotal', numericTotal)}(${parts},${this.scale})`;
    let code: string;
    if (this.def.name === 'avg') code = `${unit.pool.named('averageOf', averageOf)}(${numeric},${counts}[${group}])`;
    else if (this.call.type === typeOid.int8) code = `${unit.pool.named('totalInt8', totalInt8)}(${parts})`;
    else code = numeric;
    writer.line(`const ${local}=${counts}[${group}]===0?null:${code};`);
    return fromBoxed(local, this.call.type);
  }
}

class FloatSumAccumulator implements Accumulator {
  readonly states: readonly StateKind[] = ['number', 'integer'];
  private readonly call: AggregateCall;
  private readonly first: number;
  private readonly rows: RowCount;
  private counts: number;
  constructor(call: AggregateCall, first: number, rows: RowCount) {
    this.call = call;
    this.first = first;
    this.rows = rows;
    this.counts = first + 1;
  }
  initialise(table: GroupTable): void {
    table.states[this.first]!.push(-0);
    table.states[this.first + 1]!.push(0);
  }
  emitNew(context: EmitContext, table: string): void {
    // The one number that leaves every other as it is when added to it, -0 among them.
    context.writer.line(`${column(context, table, this.first)}.push(-0);`);
    context.writer.line(`${column(context, table, this.first + 1)}.push(0);`);
  }
  emitStep(context: EmitContext, table: string, group: string): void {
    const { writer, unit } = context;
    const input = emitValue(this.call.args[0]!, context);
    const sums = column(context, table, this.first);
    const everyRow = input.isNull === 'false' && this.call.filter === null;
    const single = input.type === typeOid.float4;
    const add = single ? unit.pool.named('addFloat4', addFloat4) : unit.pool.named('addFloat8', addFloat8);
    whenNotNull(context, input.isNull, () => {
      this.counts = countRow(context, { table, group, own: this.first + 1, everyRow, rows: this.rows });
      writer.line(`${sums}[${group}]=${add}(${sums}[${group}],${input.code});`);
    });
  }
  emitResult(context: EmitContext, table: string, group: string): Value {
    const sums = column(context, table, this.first);
    const counts = column(context, table, this.counts);
    const local = context.writer.temp('v');
    context.writer.line(`const ${local}=${counts}[${group}]===0?null:${sums}[${group}];`);
    return fromBoxed(local, this.call.type);
  }
}

/**
 * avg of floats goes by PostgreSQL's recurrence (Youngs and Cramer), whose sum of squared deviations can overflow before the
 * mean does. States: sum, squares, count.
 */
class FloatMeanAccumulator implements Accumulator {
  readonly states: readonly StateKind[] = ['number', 'number', 'integer'];
  private readonly call: AggregateCall;
  private readonly first: number;
  private readonly rows: RowCount;
  private counts: number;
  constructor(call: AggregateCall, first: number, rows: RowCount) {
    this.call = call;
    this.first = first;
    this.rows = rows;
    this.counts = first + 2;
  }
  initialise(table: GroupTable): void {
    for (let i = 0; i < 3; i++) table.states[this.first + i]!.push(0);
  }
  emitNew(context: EmitContext, table: string): void {
    for (let i = 0; i < 3; i++) context.writer.line(`${column(context, table, this.first + i)}.push(0);`);
  }
  emitStep(context: EmitContext, table: string, group: string): void {
    const { writer, unit } = context;
    const input = emitValue(this.call.args[0]!, context);
    const sums = `${column(context, table, this.first)}[${group}]`;
    const squares = `${column(context, table, this.first + 1)}[${group}]`;
    const everyRow = input.isNull === 'false' && this.call.filter === null;
    const beyond = unit.pool.named('squaresBeyond', squaresBeyond);
    whenNotNull(context, input.isNull, () => {
      this.counts = countRow(context, { table, group, own: this.first + 2, everyRow, rows: this.rows });
      const [before, total, count, deviation, spread] = ['o', 't', 'n', 'd', 's'].map((name) => writer.temp(name));
      const counts = `${column(context, table, this.counts)}[${group}]`;
      writer.line(`const ${before}=${sums},${total}=${before}+${input.code},${count}=${counts};${sums}=${total};`);
      writer.open(`if(${count}>1)`);
      writer.line(`const ${deviation}=${input.code}*${count}-${total};`);
      writer.line(`const ${spread}=${squares}+${deviation}*${deviation}/(${count}*(${count}-1));`);
      // NaN is not beyond anything, and stays.
      writer.line(
        `${squares}=${spread}===Infinity||${total}===Infinity||${total}===-Infinity?` +
          `${beyond}(${before},${input.code}):${spread};`,
      );
      writer.close();
      writer.line(`else if(${input.code}-${input.code}!==0)${squares}=NaN;`);
    });
  }
  emitResult(context: EmitContext, table: string, group: string): Value {
    const sums = column(context, table, this.first);
    const counts = column(context, table, this.counts);
    const local = context.writer.temp('v');
    context.writer.line(`const ${local}=${counts}[${group}]===0?null:${sums}[${group}]/${counts}[${group}];`);
    return fromBoxed(local, this.call.type);
  }
}

class ExtremeAccumulator implements Accumulator {
  readonly states: readonly StateKind[] = ['any', 'integer'];
  private readonly call: AggregateCall;
  private readonly op: '<=' | '>=';
  private readonly first: number;
  private scale = -1;
  private digits = 0;
  constructor(call: AggregateCall, name: string, first: number) {
    this.call = call;
    // Of equal values the last one stays, as with PostgreSQL's functions.
    this.op = name === 'min' ? '<=' : '>=';
    this.first = first;
  }
  initialise(table: GroupTable): void {
    table.states[this.first]!.push(null);
    table.states[this.first + 1]!.push(0);
  }
  emitNew(context: EmitContext, table: string): void {
    context.writer.line(`${column(context, table, this.first)}.push(null);`);
    context.writer.line(`${column(context, table, this.first + 1)}.push(0);`);
  }
  emitStep(context: EmitContext, table: string, group: string): void {
    const { writer, unit } = context;
    const input = emitValue(this.call.args[0]!, context);
    this.scale = input.scale;
    this.digits = input.digits;
    const best = column(context, table, this.first);
    const seen = column(context, table, this.first + 1);
    const kind = input.scale >= 0 ? 'float' : jsClass(input.type);
    const current = `${best}[${group}]`;
    let better =
      baseTypeOid(input.type) === typeOid.bpchar ? null : comparisonCode(this.op, kind, input.code, current, unit.pool);
    if (better === null) {
      const compare = unit.pool.named(`cmp${input.type}`, typeByOid(input.type)!.compare);
      better = `${compare}(${input.code},${current})${this.op}0`;
    }
    whenNotNull(context, input.isNull, () => {
      writer.line(`if(${seen}[${group}]===0||${better}){${current}=${input.code};${seen}[${group}]=1;}`);
    });
  }
  emitResult(context: EmitContext, table: string, group: string): Value {
    const best = column(context, table, this.first);
    const local = context.writer.temp('v');
    context.writer.line(`const ${local}=${best}[${group}];`);
    const arg = this.call.args[0]!;
    return { ...fromBoxed(local, this.call.type, arg.typmod), scale: this.scale, digits: this.digits };
  }
}

/** Leading arguments of an aggregate's functions. */
function leading(context: EmitContext, call: AggregateCall, def: AggregateDef): string[] {
  const out: string[] = [];
  if (def.context) out.push('X.context');
  if (def.callInfo) out.push(context.unit.pool.value(callInfo(call.args, call.type)));
  return out;
}

class GenericAccumulator implements Accumulator {
  readonly states: readonly StateKind[] = ['any'];
  private readonly call: AggregateCall;
  private readonly def: AggregateDef;
  private readonly first: number;
  constructor(call: AggregateCall, def: AggregateDef, first: number) {
    this.call = call;
    this.def = def;
    this.first = first;
  }
  initialise(table: GroupTable, execution: Execution): void {
    const { def, call } = this;
    const init = def.init as (...args: unknown[]) => unknown;
    const args: unknown[] = def.context ? [execution.context] : [];
    if (def.callInfo) args.push(callInfo(call.args, call.type));
    table.states[this.first]!.push(init(...args));
  }
  emitNew(context: EmitContext, table: string): void {
    const init = context.unit.pool.named(`init${this.call.fn}`, this.def.init);
    context.writer.line(
      `${column(context, table, this.first)}.push(${init}(${leading(context, this.call, this.def).join(',')}));`,
    );
  }
  emitStep(context: EmitContext, table: string, group: string): void {
    const { call, def } = this;
    const states = column(context, table, this.first);
    const step = context.unit.pool.named(`step${call.fn}`, def.step);
    const args = call.args.map((arg) => unscaled(context, emitValue(arg, context)));
    const write = (): void => {
      const passed = args.map((arg) => (def.strict ? arg.code : boxed(context, arg)));
      context.writer.line(`${states}[${group}]=${step}(${[`${states}[${group}]`, ...passed].join(',')});`);
      if (def.keeps) for (const item of passed) context.writer.line(`${table}.keep(${item});`);
    };
    if (def.strict) whenNotNull(context, orNull(args.map((arg) => arg.isNull)), write);
    else write();
  }
  emitResult(context: EmitContext, table: string, group: string): Value {
    const { call, def } = this;
    const states = column(context, table, this.first);
    const final = context.unit.pool.named(`final${call.fn}`, def.final);
    const local = context.writer.temp('v');
    context.writer.line(`const ${local}=${final}(${states}[${group}]${def.context ? ',X.context' : ''});`);
    return fromBoxed(local, call.type, call.typmod);
  }
}
