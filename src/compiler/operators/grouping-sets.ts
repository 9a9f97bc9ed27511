/**
 * GROUPING SETS in one pass: each row is counted in one group of every set. All groups stand in one GroupTable, whose last key is
 * the number of the set, and keys that a set has not are null; so the code is the same however many sets there are. Sets without
 * keys come first, their groups are made when the unit starts: they have a row for an empty input, too, and need no look-up.
 */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { Execution } from '../../executor/execution.ts';
import { GroupTable } from '../../executor/group-table.ts';
import { GroupSpill } from '../../executor/spill/group-spill.ts';
import type { AggregateNode } from '../../planner/physical-plan.ts';
import type { AggregateCall } from '../../planner/plan-parts.ts';
import { typeOid } from '../../types/oids.ts';
import { unscaled } from '../expressions/box.ts';
import type { EmitContext } from '../expressions/context.ts';
import { emitValue } from '../expressions/emit-expression.ts';
import { type Loader, Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { type Value, value } from '../value.ts';
import type { Accumulator } from './accumulators.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { emitGroupLookup } from './group-lookup.ts';
import { emitSteps, type GroupColumn, makeAggregates, produceGroups } from './groups.ts';
import { type KeyKind, keyKind } from './key-columns.ts';
import { againBuffer, SpilledRows } from './spilled-rows.ts';

export function produceGroupingSets(
  plan: AggregateNode,
  written: readonly (readonly number[])[],
  unit: Unit,
  consume: Consumer,
  context: PlanContext,
): void {
  const numbers = written.map((_, i) => i);
  const isEmpty = (i: number): boolean => written[i]!.length === 0;
  const order = [...numbers.filter(isEmpty), ...numbers.filter((i) => !isEmpty(i))];
  const sets = order.map((i) => written[i]!);
  const empty = numbers.filter(isEmpty).length;
  const counter = { next: 0 };
  const prepared = plan.aggregates.map((call) => prepare(call, plan.rel, counter));
  const aggregates = makeAggregates(prepared.map(({ call }) => call));
  const { accumulators, states } = aggregates;
  const kinds = [...plan.keys.map((key) => keyKind(key.type)), keyKind(typeOid.int4)];
  const interned = kinds.map((kind) => kind.canonical);
  const aside = new SpilledRows(context.references.usedOutside(plan.input));
  const slot = unit.slot((x) => {
    const table = new GroupTable(interned, states, x.memory);
    for (const accumulator of accumulators) accumulator.open?.(table, x);
    for (let set = 0; set < empty; set++) addEmptyGroup(table, set, accumulators, x);
    if (plan.keys.length > 0) {
      table.makeSpill = () => new GroupSpill(table, aside.width, aside.keyColumns, interned, x.memory);
    }
    return table;
  });
  const take = (outer: EmitContext, keys: readonly Value[], loop: string, label: string): void => {
    const { writer, scope } = outer;
    const table = unit.local(writer, slot);
    const arguments_: [number, Loader][] = prepared.flatMap(({ args }) =>
      args.map(({ column, expr }) => {
        const known = emitValue(expr, outer);
        return [varKey(plan.rel, column), () => known] as [number, Loader];
      }),
    );
    const outside = unit.pool.value(excludedKeys(sets, plan.keys.length));
    writer.open(`${label}:${loop}`);
    const inner = emitContext(writer, scope.with(arguments_), unit);
    const putAside = (masked: readonly Value[]): void => {
      aside.emitAside({ ...inner, scope }, table, masked);
      writer.line(`continue ${label};`);
    };
    const group = emitGroupOf(inner, { table, empty, outside, kinds, keys, accumulators, putAside });
    emitSteps(aggregates, inner, table, group);
    writer.close();
  };
  context.produce(plan.input, unit, (writer, scope) => {
    const emit = emitContext(writer, scope, unit);
    const keys = plan.keys.map((key) => unscaled(emit, emitValue(key, emit)));
    take(emit, keys, `for(let s=0;s<${sets.length};s++)`, writer.temp('S'));
  });
  const takeAgain = (): number => {
    const writer = context.statement.writer('p', 'X,from,to');
    writer.openLoop('for(let i=from;i<to;i++)');
    const again = againBuffer(writer, unit.local(writer, slot));
    const read = aside.read(emitContext(writer, new Scope(), unit), again, 'i');
    const set = read.keys.at(-1)!;
    const one = `for(let s=${set.code},once=true;once;once=false)`;
    take(emitContext(writer, read.scope, unit), read.keys.slice(0, -1), one, writer.temp('S'));
    writer.closeLoop();
    return context.statement.finish(writer);
  };
  const further = plan.groupings.map((values): GroupColumn => {
    const bySet = unit.pool.value(Int32Array.from(order, (set) => values[set]!));
    const setKey = plan.keys.length;
    return (writer, table) => {
      const numbers = writer.hoist(`${table}.k${setKey}`, 'b', `${table}.keys[${setKey}]`);
      const local = writer.temp('v');
      writer.line(`const ${local}=${bySet}[${numbers}[g]];`);
      return value(local, 'false', typeOid.int4);
    };
  });
  const spills = plan.keys.length > 0;
  produceGroups(
    { plan, slot, kinds, aggregates, further, takeAgain: spills ? takeAgain : null },
    unit,
    consume,
    context,
  );
}

/**
 * The call over columns of its own, so that arguments and filter are computed once a row and not once a set. Arguments behind a
 * filter stay as they are: they may only be computed where it holds.
 */
function prepare(
  call: AggregateCall,
  rel: number,
  counter: { next: number },
): { readonly call: AggregateCall; readonly args: readonly { readonly column: number; readonly expr: BoundExpr }[] } {
  const args: { column: number; expr: BoundExpr }[] = [];
  const once = (expr: BoundExpr): BoundExpr => {
    if (expr.kind === 'const' || expr.kind === 'param') return expr;
    const column = counter.next++;
    args.push({ column, expr });
    return { kind: 'var', rel, column, type: expr.type, typmod: expr.typmod, location: -1 };
  };
  if (call.filter !== null) return { call: { ...call, filter: once(call.filter) }, args };
  const orderBy = call.orderBy.map((key) => ({ ...key, expr: once(key.expr) }));
  return { call: { ...call, args: call.args.map(once), orderBy }, args };
}

/** The one group of a set without keys. */
function addEmptyGroup(table: GroupTable, set: number, accumulators: readonly Accumulator[], x: Execution): void {
  const last = table.keys.length - 1;
  for (let i = 0; i < last; i++) {
    table.keys[i]!.push(0);
    if (table.interners[i] === null) table.keyNulls[i]!.push(1);
  }
  table.keys[last]!.push(set);
  table.hashes.push(0);
  table.count++;
  for (const accumulator of accumulators) accumulator.initialise(table, x);
}

/** 1 for each key that a set has not, set by set. */
function excludedKeys(sets: readonly (readonly number[])[], keyCount: number): Uint8Array {
  const flags = new Uint8Array(sets.length * keyCount);
  for (const [s, set] of sets.entries()) {
    for (let i = 0; i < keyCount; i++) if (!set.includes(i)) flags[s * keyCount + i] = 1;
  }
  return flags;
}

interface GroupSearch {
  readonly table: string;
  readonly empty: number;
  readonly outside: string;
  readonly kinds: readonly KeyKind[];
  readonly keys: readonly Value[];
  readonly accumulators: readonly Accumulator[];
  /** With the keys as the set has them, and the number of the set. */
  readonly putAside: (keys: readonly Value[]) => void;
}

/** The local with the row's group in set `s`. */
function emitGroupOf(context: EmitContext, search: GroupSearch): string {
  const { table, empty, outside, kinds, keys, accumulators, putAside } = search;
  const { writer } = context;
  const result = writer.temp('g');
  writer.line(`let ${result}=s;`);
  if (keys.length === 0) return result;
  writer.open(`if(s>=${empty})`);
  const masked = keys.map((key, i) => {
    const isNull = writer.temp('n');
    const own = key.isNull === 'false' ? '' : `||(${key.isNull})`;
    writer.line(`const ${isNull}=${outside}[s*${keys.length}+${i}]===1${own};`);
    return { ...key, isNull };
  });
  const all = [...masked, value('s', 'false', typeOid.int4)];
  const found = emitGroupLookup(
    context,
    table,
    kinds,
    all,
    () => {
      for (const accumulator of accumulators) accumulator.emitNew(context, table);
    },
    false,
    () => putAside(all),
  );
  writer.line(`${result}=${found};`);
  writer.close();
  return result;
}
