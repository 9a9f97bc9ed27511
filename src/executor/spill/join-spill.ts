/**
 * Hash joins whose build side finds no room in memory (GRACE hash join): rows of both sides are divided by the hashes of their
 * keys, and each part is joined by itself. A part that is still too large is divided again, unless that does not help, because
 * it has few keys: it is then joined in memory all the same.
 */
import type { Execution } from '../execution.ts';
import { combineHash, hashInt, hashNumber } from '../hash.ts';
import type { JoinTable } from '../join-table.ts';
import { morselRows, type Pipeline } from '../pipeline.ts';
import { RowBuffer } from '../row-buffer.ts';
import { type RowComparator, Sorter } from '../sorter.ts';
import type { BlockList } from './block-list.ts';
import { levelMost, Partitions } from './partitions.ts';
import { PartsPipeline } from './parts-pipeline.ts';
import type { QueryMemory } from './query-memory.ts';
import type { KeyForms } from './value-hash.ts';

interface JoinPart {
  readonly level: number;
  readonly build: BlockList | null;
  readonly probe: BlockList | null;
  /** Dividing it has not helped. */
  readonly stuck: boolean;
}

/** Columns of the rows put aside on one side, and which of them are keys. */
export interface SideShape {
  readonly width: number;
  readonly keys: readonly number[];
}

/** Of a key in an interner's tables, beside its own size. */
const internedKeyBytes = 104;

export class JoinSpill {
  private readonly table: JoinTable;
  private readonly build: Partitions;
  private readonly probe: Partitions;
  /** Probe rows that generated code puts aside, and those it takes up again. */
  readonly rows: RowBuffer;
  readonly again: RowBuffer;
  private readonly scratch: RowBuffer;
  private readonly buildWidth: number;
  private pending: JoinPart[] = [];
  private current: JoinPart | null = null;
  private block = 0;
  /** Probe rows that have been put aside, where they are numbered. */
  sequence = 0;
  batches = 1;

  constructor(table: JoinTable, probe: SideShape, forms: KeyForms, memory: QueryMemory) {
    this.table = table;
    this.buildWidth = table.rows.columns.length;
    const keys = forms.map((_, i) => this.buildWidth + i);
    const width = this.buildWidth + forms.length;
    this.build = new Partitions(width, keys, forms, memory);
    this.probe = new Partitions(probe.width, probe.keys, forms, memory);
    this.rows = this.probe.rows;
    this.again = new RowBuffer(probe.width, memory);
    this.scratch = new RowBuffer(width, memory);
    this.build.begin(0);
    this.probe.begin(0);
  }

  get diskBytes(): number {
    return this.build.diskBytes + this.probe.diskBytes;
  }

  /** Moves the rows of the table to the parts of the build side. */
  takeBuild(): void {
    const { table, buildWidth } = this;
    const { rows, keys, interners } = table;
    const target = this.build.rows;
    for (let row = 0; row < rows.count; row++) {
      for (let c = 0; c < buildWidth; c++) {
        target.columns[c]!.push(rows.columns[c]![row]);
        if (rows.nulls[c]!.length > 0) target.nulls[c]!.push(rows.nulls[c]![row]!);
      }
      for (let k = 0; k < keys.length; k++) {
        const key = keys[k]![row];
        const value = interners[k] === null ? key : interners[k]!.values[key as number];
        target.columns[buildWidth + k]!.push(value);
        target.nulls[buildWidth + k]!.push(value === null ? 1 : 0);
      }
      if (++target.count >= target.check) target.grown();
    }
    table.clear();
  }

  /** Both sides have been put aside. */
  endInput(): void {
    this.addParts(this.build.take(), this.probe.take(), 0, Number.POSITIVE_INFINITY);
    this.batches = this.pending.length;
  }

  private addParts(
    build: readonly (BlockList | null)[],
    probe: readonly (BlockList | null)[],
    level: number,
    parentRows: number,
  ): void {
    for (let i = 0; i < build.length; i++) {
      const stuck = (build[i]?.rows ?? 0) > parentRows * 0.8;
      if (build[i] !== null || probe[i] !== null) {
        this.pending.push({ level: level + 1, build: build[i]!, probe: probe[i]!, stuck });
      }
    }
  }

  /** What a part takes in memory: numbers are longer there, and rows have hashes, chains and codes of their keys. */
  private loadedBytes({ bytes, rows }: BlockList): number {
    const { keys, interners } = this.table;
    const interned = interners.filter((interner) => interner !== null).length;
    return bytes + rows * (16 + 8 * (this.buildWidth + keys.length) + internedKeyBytes * interned);
  }

  /** Loads the build side of the next part that is small enough; false at the end. */
  *nextPart(hashBytes: number): Generator<void, boolean, void> {
    for (;;) {
      this.table.clear();
      const part = this.pending.pop();
      if (part === undefined) {
        this.build.close();
        this.probe.close();
        return false;
      }
      const { build, level, stuck } = part;
      if (build === null || this.loadedBytes(build) <= hashBytes || stuck || level > levelMost) {
        this.current = part;
        this.block = 0;
        if (build !== null) yield* this.load(build);
        return true;
      }
      this.build.begin(level);
      this.probe.begin(level);
      yield* redistribute(build, this.build, this.scratch);
      if (part.probe !== null) yield* redistribute(part.probe, this.probe, this.again);
      const before = this.pending.length;
      this.addParts(this.build.take(), this.probe.take(), level, build.rows);
      this.batches += this.pending.length - before - 1;
    }
  }

  private *load(build: BlockList): Generator<void, void, void> {
    const { table, scratch, buildWidth } = this;
    const { rows, keys, interners, hashes } = table;
    for (let block = 0; block < build.blockCount; block++) {
      scratch.clear();
      const count = build.read(block, scratch, 0);
      for (let row = 0; row < count; row++) {
        for (let c = 0; c < buildWidth; c++) {
          rows.columns[c]!.push(scratch.columns[c]![row]);
          if (scratch.nulls[c]!.length > 0) rows.nulls[c]!.push(scratch.nulls[c]![row]!);
        }
        let hash = 0;
        let missing = false;
        for (let k = 0; k < keys.length; k++) {
          const column = buildWidth + k;
          const interner = interners[k]!;
          const isNull = scratch.nulls[column]![row] === 1;
          const value = scratch.columns[column]![row] as never;
          const key = interner === null ? (isNull ? null : value) : isNull ? 0 : interner.add(value);
          keys[k]!.push(key);
          if (isNull && !table.nullsEqual) missing = true;
          const own = isNull && interner === null ? 0 : keyHash(key as never, interner !== null);
          hash = k === 0 ? own : combineHash(hash, own);
        }
        hashes.push(missing ? 0 : hash);
        if (++rows.count >= rows.check) rows.grown();
      }
      yield;
    }
    scratch.clear();
  }

  /** Reads on in the probe side of the part; how many rows are in `again`. 0: that was all. */
  readProbe(): number {
    const { again, current } = this;
    again.clear();
    const { probe } = current!;
    if (probe === null || this.block >= probe.blockCount) return 0;
    again.count = probe.read(this.block++, again, 0);
    again.measure();
    return again.count;
  }
}

/** As generated code has it (compiler/operators/key-columns.ts). */
function keyHash(key: number | bigint | boolean, interned: boolean): number {
  if (interned) return hashInt(key as number);
  return typeof key === 'boolean' ? (key ? 7 : 13) : hashNumber(key);
}

function* redistribute(from: BlockList, to: Partitions, scratch: RowBuffer): Generator<void, void, void> {
  const { rows } = to;
  for (let block = 0; block < from.blockCount; block++) {
    scratch.clear();
    const count = from.read(block, scratch, 0);
    for (let row = 0; row < count; row++) {
      for (let c = 0; c < rows.columns.length; c++) {
        rows.columns[c]!.push(scratch.columns[c]![row]);
        if (scratch.nulls[c]!.length > 0) rows.nulls[c]!.push(scratch.nulls[c]![row]!);
      }
      if (++rows.count >= rows.check) rows.grown();
    }
    yield;
  }
  scratch.clear();
}

/** How the joined rows get back into the order of the probe side. */
export interface InOrder {
  /** Slot for a Sorter of rows whose first column is the number of the probe row, and how many columns they have. */
  readonly sorter: number;
  readonly width: () => number;
  /** The function that gives its rows on. */
  readonly give: (execution: Execution) => number;
}

/** Joins the parts, when the input has been put aside; otherwise there is nothing to do. */
export class JoinPartsPipeline extends PartsPipeline {
  private readonly table: number;
  /** The function that joins rows of `again`, once it is needed. */
  private readonly joinAgain: (execution: Execution) => number;
  /** The function that gives build rows without a partner, or -1. */
  private readonly unmatched: number;
  /** null: the order does not matter. */
  private readonly inOrder: InOrder | null;

  constructor(config: {
    readonly input: Pipeline;
    readonly table: number;
    readonly state: number;
    readonly joinAgain: (execution: Execution) => number;
    readonly unmatched: number;
    readonly inOrder: InOrder | null;
  }) {
    super(config.input, config.state);
    this.table = config.table;
    this.joinAgain = config.joinAgain;
    this.unmatched = config.unmatched;
    this.inOrder = config.inOrder;
  }

  protected partsOf(execution: Execution): Iterator<void> | null {
    const table = execution.slots[this.table] as JoinTable;
    return table.spilled ? this.run(execution, table) : null;
  }

  private *run(execution: Execution, table: JoinTable): Generator<void, void, void> {
    const spill = table.spill!;
    const join = execution.functions[this.joinAgain(execution)]!;
    const unmatched = this.unmatched < 0 ? null : execution.functions[this.unmatched]!;
    const { inOrder } = this;
    if (inOrder !== null) {
      execution.slots[inOrder.sorter] = new Sorter(
        inOrder.width(),
        byNumber,
        Number.POSITIVE_INFINITY,
        execution.memory,
      );
    }
    spill.endInput();
    // What is loaded from here on is to be joined, whatever its size.
    table.rows.limit(Number.POSITIVE_INFINITY, null);
    const { hashBytes } = execution.memory.limits;
    while (yield* spill.nextPart(hashBytes)) {
      table.finish(unmatched !== null);
      for (let count = spill.readProbe(); count > 0; count = spill.readProbe()) {
        for (let from = 0; from < count; from += morselRows) {
          if (join(execution, from, Math.min(from + morselRows, count)) !== 0) return;
          yield;
        }
      }
      if (unmatched === null) continue;
      for (let from = 0; from < table.rows.count; from += morselRows) {
        if (unmatched(execution, from, Math.min(from + morselRows, table.rows.count)) !== 0) return;
        yield;
      }
    }
    if (inOrder !== null) yield* giveInOrder(execution, inOrder);
  }
}

const byNumber: RowComparator = (columns, _nulls, a, b) => (columns[0]![a] as number) - (columns[0]![b] as number);

function* giveInOrder(execution: Execution, inOrder: InOrder): Generator<void, void, void> {
  const sorter = execution.slots[inOrder.sorter] as Sorter;
  yield* sorter.finish(-1, false);
  const give = execution.functions[inOrder.give(execution)]!;
  const { external, order } = sorter;
  for (let from = 0; ; ) {
    const to = external === null ? Math.min(from + morselRows, order.length) : sorter.nextMerged(morselRows);
    if (to === from || give(execution, from, to) !== 0) return;
    if (external === null) from = to;
    yield;
  }
}
