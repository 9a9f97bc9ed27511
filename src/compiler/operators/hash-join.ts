/**
 * Hash join: the build side goes into a JoinTable (its own pipeline), the probe side streams past it.
 * Right and full joins go on through a continuation, which a second pipeline over the unmatched build rows calls too.
 */

import type { Execution } from '../../executor/execution.ts';
import { JoinTable } from '../../executor/join-table.ts';
import { FinishPipeline, morselRows, RangePipeline } from '../../executor/pipeline.ts';
import { type InOrder, JoinPartsPipeline } from '../../executor/spill/join-spill.ts';
import type { HashJoinNode } from '../../planner/physical-plan.ts';
import { typeOid } from '../../types/oids.ts';
import { unscaled } from '../expressions/box.ts';
import { emitFilter, emitValue } from '../expressions/emit-expression.ts';
import type { FunctionWriter } from '../function-writer.ts';
import { Scope, varKey } from '../scope.ts';
import type { Unit } from '../unit.ts';
import { orNull, type Value, value } from '../value.ts';
import { type BufferLayout, bufferLoaders, carriedKeys, emitAppend } from './buffer-columns.ts';
import { type Consumer, emitContext, type PlanContext } from './context.ts';
import { Continuation, shapeOf } from './continuation.ts';
import { combinedHash, hashCode, type KeyKind, keyKind, keysEqual } from './key-columns.ts';
import { againBuffer, SpilledRows } from './spilled-rows.ts';

/** Column with the number of a row of the probe side, where its order is kept. */
const sequenceKey = Number.MIN_SAFE_INTEGER;

export function produceHashJoin(plan: HashJoinNode, unit: Unit, consume: Consumer, context: PlanContext): void {
  new HashJoinEmitter(plan, unit, consume, context).produce();
}

class HashJoinEmitter {
  private readonly plan: HashJoinNode;
  private readonly unit: Unit;
  private readonly consume: Consumer;
  private readonly context: PlanContext;
  private readonly kinds: readonly KeyKind[];
  private readonly keepsBuild: boolean;
  private layout: BufferLayout = [];
  private slot = -1;
  /** Probe rows that wait while the build side is in files. */
  private readonly aside: SpilledRows;
  private readonly spills: boolean;

  constructor(plan: HashJoinNode, unit: Unit, consume: Consumer, context: PlanContext) {
    this.plan = plan;
    this.unit = unit;
    this.consume = consume;
    this.context = context;
    this.kinds = plan.buildKeys.map((key) => keyKind(key.type, plan.nullsEqual));
    const used = context.references.usedOutside(plan.probe);
    this.aside = new SpilledRows(plan.keepsOrder ? (key) => key === sequenceKey || used(key) : used);
    this.spills = plan.buildKeys.length > 0;
    this.keepsBuild = plan.type === 'right' || plan.type === 'full';
  }

  produce(): void {
    const { plan, unit, context } = this;
    const used = context.references.usedOutside(plan.build, plan.buildKeys);
    let width = 0;
    const interned = this.kinds.map((kind) => kind.canonical);
    const { aside, spills } = this;
    this.slot = unit.slot((x) => {
      const probe = spills ? { width: aside.width, keys: aside.keyColumns } : null;
      return new JoinTable(width, interned, x.memory, plan.nullsEqual, probe);
    });
    context.produce(plan.build, unit, (writer, scope) => {
      const keys = carriedKeys(scope, used);
      width = keys.length;
      this.writeBuild(writer, scope, keys);
    });
    const { slot, keepsBuild } = this;
    context.statement.memoryUsers.set(plan, slot);
    unit.pipelines.push(new FinishPipeline((x) => (x.slots[slot] as JoinTable).endBuild(keepsBuild)));
    if (keepsBuild) this.produceKeepingBuild();
    else {
      context.produce(plan.probe, unit, (writer, scope) => {
        this.writeProbe(writer, scope, this.probeKeys(writer, scope), this.consume);
      });
      const inOrder = plan.keepsOrder ? this.sortAgain() : null;
      const next = inOrder?.collect ?? this.consume;
      this.joinParts((writer, scope, keys) => this.writeProbe(writer, scope, keys, next), -1, inOrder);
    }
  }

  /**
   * Parts give rows in another order than that of the probe side: they are sorted by the numbers that its rows have got when they
   * were put aside. Chains of the table have the order of the build side, and sorting is stable.
   */
  private sortAgain(): { readonly collect: Consumer; readonly inOrder: InOrder } {
    const { unit } = this;
    const { statement, references } = this.context;
    const used = references.usedOutside(this.plan);
    const sorter = statement.newSlot();
    let layout: BufferLayout = [];
    const collect: Consumer = (writer, scope) => {
      const local = unit.local(writer, sorter);
      const rows = writer.hoist(`${local}.rows`, 'r', `${local}.rows`);
      layout = emitAppend(emitContext(writer, scope, unit), rows, [sequenceKey, ...carriedKeys(scope, used)]);
    };
    const give = statement.later(unit, () => {
      const writer = statement.writer('p', 'X,from,to');
      const local = unit.local(writer, sorter);
      const order = writer.hoist(`${local}.order`, 'o', `${local}.order`);
      const rows = writer.hoist(`${local}.rows`, 'r', `${local}.rows`);
      writer.openLoop('for(let i=from;i<to;i++)');
      const columns = bufferLoaders(layout, rows, `${order}[i]`).slice(1);
      this.consume(writer, new Scope(new Map(columns)));
      writer.closeLoop();
      return statement.finish(writer);
    });
    return { collect, inOrder: { sorter, width: () => layout.length, give } };
  }

  /** Values of the probe's keys; rows go no further while the build side is in files. */
  private probeKeys(writer: FunctionWriter, scope: Scope): Value[] {
    const { plan, unit } = this;
    const emit = emitContext(writer, scope, unit);
    const keys = plan.probeKeys.map((key) => unscaled(emit, emitValue(key, emit)));
    if (!this.spills) return keys;
    const table = unit.local(writer, this.slot);
    writer.open(`if(${writer.hoist(`${table}.spilled`, 'w', `${table}.spilled`)})`);
    const sequence = value(`${table}.spill.sequence++`, 'false', typeOid.int8);
    const numbered = plan.keepsOrder ? scope.with([[sequenceKey, () => sequence]]) : scope;
    this.aside.emitAside({ ...emit, scope: numbered }, table, keys);
    writer.line(writer.skip());
    writer.close();
    return keys;
  }

  /** The pipeline that joins what was put aside, behind the one that brings the probe rows. */
  private joinParts(
    write: (writer: FunctionWriter, scope: Scope, keys: readonly Value[]) => void,
    unmatched: number,
    sorted: { readonly inOrder: InOrder } | null = null,
  ): void {
    if (!this.spills) return;
    const { unit, slot } = this;
    const { statement } = this.context;
    const joinAgain = statement.later(unit, () => {
      const writer = statement.writer('p', 'X,from,to');
      writer.openLoop('for(let i=from;i<to;i++)');
      const again = againBuffer(writer, unit.local(writer, slot));
      const { scope, keys } = this.aside.read(emitContext(writer, new Scope(), unit), again, 'i');
      write(writer, scope, keys);
      writer.closeLoop();
      return statement.finish(writer);
    });
    const input = unit.pipelines.pop()!;
    const inOrder = sorted?.inOrder ?? null;
    unit.pipelines.push(
      new JoinPartsPipeline({ input, table: slot, state: statement.newSlot(), joinAgain, unmatched, inOrder }),
    );
  }

  private writeBuild(writer: FunctionWriter, scope: Scope, keys: readonly number[]): void {
    const { plan, unit, kinds } = this;
    const emit = emitContext(writer, scope, unit);
    const table = unit.local(writer, this.slot);
    const values = plan.buildKeys.map((key) => unscaled(emit, emitValue(key, emit)));
    const anyNull = plan.nullsEqual ? 'false' : orNull(values.map((item) => item.isNull));
    if (anyNull !== 'false' && !this.keepsBuild) {
      writer.line(`if(${anyNull}){${table}.hasNull=true;${writer.skip()}}`);
    }
    const codes = values.map((item, i) => {
      const local = writer.temp('j');
      const kind = kinds[i]!;
      const code = kind.interned
        ? `${writer.hoist(`${table}.i${i}`, 'i', `${table}.interners[${i}]`)}.add(${item.code})`
        : item.code;
      const missing = kind.interned ? '0' : 'null';
      writer.line(`const ${local}=${item.isNull === 'false' ? code : `(${item.isNull})?${missing}:${code}`};`);
      writer.line(`${writer.hoist(`${table}.k${i}`, 'b', `${table}.keys[${i}]`)}.push(${local});`);
      return local;
    });
    const hash = combinedHash(
      codes.map((code, i) => hashCode(kinds[i]!, code, unit.pool)),
      unit.pool,
    );
    // A row with a null key stands in the table for right and full joins, but equals nothing: its key is null.
    const live = anyNull === 'false' ? hash : `(${anyNull})?0:${hash}`;
    writer.line(`${writer.hoist(`${table}.h`, 'h', `${table}.hashes`)}.push(${live});`);
    const rows = writer.hoist(`${table}.rows`, 'r', `${table}.rows`);
    this.layout = emitAppend(emit, rows, keys);
  }

  /** Writes the search of the first candidate row, and gives the probe's key codes and the local with the row (or -1). */
  private writeLookup(
    writer: FunctionWriter,
    values: readonly Value[],
  ): { codes: string[]; first: string; anyNull: string } {
    const { plan, unit, kinds } = this;
    const table = unit.local(writer, this.slot);
    const anyNull = plan.nullsEqual ? 'false' : orNull(values.map((item) => item.isNull));
    const first = writer.temp('m');
    const codes = values.map((item, i) => {
      const kind = kinds[i]!;
      if (!kind.interned) return item.code;
      const local = writer.temp('j');
      const find = `${writer.hoist(`${table}.i${i}`, 'i', `${table}.interners[${i}]`)}.find(${item.code})`;
      const missing = plan.nullsEqual ? '0' : '-1';
      writer.line(`const ${local}=${item.isNull === 'false' ? find : `(${item.isNull})?${missing}:${find}`};`);
      return local;
    });
    const absent = codes.filter((_, i) => kinds[i]!.interned).map((code) => `${code}===-1`);
    const none = orNull([anyNull, ...absent]);
    const hash = combinedHash(
      codes.map((code, i) => hashCode(kinds[i]!, code, unit.pool)),
      unit.pool,
    );
    const head = writer.hoist(`${table}.head`, 'h', `${table}.head`);
    const mask = writer.hoist(`${table}.mask`, 'm', `${table}.mask`);
    writer.line(`const ${first}=${none === 'false' ? '' : `(${none})?-1:`}${head}[${hash}&${mask}];`);
    return { codes, first, anyNull };
  }

  /** Inside a loop over candidates: goes on with the next one unless keys and residual conditions agree. */
  private writeMatch(writer: FunctionWriter, scope: Scope, row: string, codes: readonly string[]): void {
    const { plan, unit, kinds } = this;
    const table = unit.local(writer, this.slot);
    for (const [i, code] of codes.entries()) {
      const keys = writer.hoist(`${table}.k${i}`, 'b', `${table}.keys[${i}]`);
      writer.line(`if(!(${keysEqual(kinds[i]!, `${keys}[${row}]`, code)}))${writer.skip()}`);
    }
    if (plan.residual.length > 0) emitFilter(plan.residual, emitContext(writer, this.joined(writer, scope, row), unit));
  }

  private joined(writer: FunctionWriter, scope: Scope, row: string, missing = ''): Scope {
    const table = this.unit.local(writer, this.slot);
    const rows = writer.hoist(`${table}.rows`, 'r', `${table}.rows`);
    return scope.with(bufferLoaders(this.layout, rows, row, missing));
  }

  private next(writer: FunctionWriter): string {
    const table = this.unit.local(writer, this.slot);
    return writer.hoist(`${table}.next`, 'x', `${table}.next`);
  }

  private writeProbe(writer: FunctionWriter, scope: Scope, keys: readonly Value[], consume: Consumer): void {
    const { plan, unit } = this;
    const { codes, first, anyNull } = this.writeLookup(writer, keys);
    const next = this.next(writer);
    const row = writer.temp('r');
    switch (plan.type) {
      case 'inner':
        writer.openLoop(`for(let ${row}=${first};${row}!==-1;${row}=${next}[${row}])`);
        this.writeMatch(writer, scope, row, codes);
        consume(writer, this.joined(writer, scope, row));
        writer.closeLoop();
        return;
      case 'left': {
        const cursor = writer.temp('m');
        const matched = writer.temp('b');
        const missing = writer.temp('z');
        writer.line(`let ${cursor}=${first},${matched}=false;`);
        writer.openLoop('for(;;)');
        writer.line(`const ${row}=${cursor};let ${missing}=false;`);
        writer.open(`if(${row}!==-1)`);
        writer.line(`${cursor}=${next}[${row}];`);
        this.writeMatch(writer, scope, row, codes);
        writer.line(`${matched}=true;`);
        writer.close(`else if(${matched})break;else{${matched}=true;${missing}=true;}`);
        consume(writer, this.joined(writer, scope, row, missing));
        writer.closeLoop();
        return;
      }
      default: {
        const matched = writer.temp('b');
        writer.line(`let ${matched}=false;`);
        const label = writer.openLoop(`for(let ${row}=${first};${row}!==-1;${row}=${next}[${row}])`);
        this.writeMatch(writer, scope, row, codes);
        writer.line(`${matched}=true;break ${label};`);
        writer.closeLoop();
        if (plan.type === 'semi') writer.line(`if(!${matched})${writer.skip()}`);
        if (plan.type === 'anti') writer.line(`if(${matched})${writer.skip()}`);
        if (plan.type !== 'mark') {
          consume(writer, scope);
          return;
        }
        const table = unit.local(writer, this.slot);
        const unknown = writer.temp('z');
        const nullProbe = anyNull === 'false' ? '' : `((${anyNull})&&${table}.anyRows)||`;
        writer.line(`const ${unknown}=!${matched}&&(${nullProbe}${table}.hasNull);`);
        const mark = value(matched, unknown, typeOid.bool);
        consume(writer, scope.with([[varKey(plan.rel, 0), () => mark]]));
      }
    }
  }

  private produceKeepingBuild(): void {
    const { plan, unit, context, slot } = this;
    const used = context.references.usedOutside(plan);
    const holder: { probe?: Continuation } = {};
    let probeKeys: number[] = [];
    const join = (writer: FunctionWriter, scope: Scope, keys: readonly Value[]): void => {
      const emit = emitContext(writer, scope, unit);
      probeKeys = carriedKeys(scope, used);
      const buildColumns = this.layout.filter((column) => used(column.key));
      const probeValues = probeKeys.map((key) => scope.read(key, writer));
      // This may be written several times, what follows once.
      holder.probe ??= new Continuation(context.statement, [
        ...probeKeys.map((key, i) => ({ key, shape: shapeOf(probeValues[i]!) })),
        ...buildColumns.map((column) => ({ key: column.key, shape: column })),
      ]);
      const continuation = holder.probe;
      const { codes, first } = this.writeLookup(writer, keys);
      const next = this.next(writer);
      const row = writer.temp('r');
      const matched = writer.temp('b');
      const table = unit.local(writer, slot);
      writer.line(`let ${matched}=false;`);
      writer.openLoop(`for(let ${row}=${first};${row}!==-1;${row}=${next}[${row}])`);
      this.writeMatch(writer, scope, row, codes);
      writer.line(`${matched}=true;${table}.matched[${row}]=1;`);
      const joined = this.joined(writer, scope, row);
      const buildValues = buildColumns.map((column) => joined.read(column.key, writer));
      continuation.call(emit, [...probeValues, ...buildValues]);
      writer.closeLoop();
      if (plan.type === 'full') {
        writer.open(`if(!${matched})`);
        continuation.call(emit, [...probeValues, ...buildColumns.map(() => undefined)]);
        writer.close();
      }
    };
    context.produce(plan.probe, unit, (writer, scope) => join(writer, scope, this.probeKeys(writer, scope)));
    const continuation = holder.probe!;
    continuation.write(this.consume);
    const writer = context.statement.writer('p', 'X,from,to');
    const table = unit.local(writer, slot);
    writer.openLoop('for(let i=from;i<to;i++)');
    writer.line(`if(${table}.matched[i]===1)${writer.skip()}`);
    const scope = this.joined(writer, new Scope(), 'i');
    const emit = emitContext(writer, scope, unit);
    const buildValues = this.layout
      .filter((column) => used(column.key))
      .map((column) => scope.read(column.key, writer));
    continuation.call(emit, [...probeKeys.map(() => undefined), ...buildValues]);
    writer.closeLoop();
    const fn = context.statement.finish(writer);
    this.joinParts(join, fn);
    const position = context.statement.newSlot();
    const count = (x: Execution): number => {
      const joined = x.slots[slot] as JoinTable;
      return joined.spilled ? 0 : joined.rows.count;
    };
    unit.pipelines.push(new RangePipeline(fn, position, count, morselRows));
  }
}
