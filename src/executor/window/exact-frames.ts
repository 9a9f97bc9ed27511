/**
 * Counts and exact sums over frames: running totals along the partition, and the difference of two of them for each piece of a
 * frame. Totals go on as frames reach further; rows that lie in no frame are passed over.
 */
import { canonicalInteger, type Int8 } from '../../types/int8.ts';
import { Numeric } from '../../types/numeric-value.ts';
import type { Datum } from '../../types/type-def.ts';
import type { Execution } from '../execution.ts';
import { RowStore } from '../spill/row-store.ts';
import type { FrameAggregate } from './frame-aggregates.ts';
import type { WindowFrame } from './window-frame.ts';

/** Of work_mem, for the rows of each scale. */
const placesShare = 1 / 8;

/** The aggregate's argument at a row; null where it is NULL or FILTER leaves the row out. */
export type RowInput = (execution: Execution, row: number) => Datum;

abstract class RunningTotals implements FrameAggregate {
  protected readonly execution: Execution;
  private readonly input: RowInput;
  /** Row i: how many rows are counted before row `base + i`, and their total. */
  protected readonly totals: RowStore;
  protected base = -1;

  constructor(execution: Execution, input: RowInput, width: number) {
    this.execution = execution;
    this.input = input;
    this.totals = new RowStore(width, execution.memory);
  }

  value(frame: WindowFrame): Datum {
    const { totals } = this;
    if (frame.partitionStart !== this.base) {
      this.base = frame.partitionStart;
      totals.clear();
      this.restart();
      this.push(0);
    }
    let at = this.base + totals.count - 1;
    for (; at < frame.end; at++) {
      const taken = at < frame.start ? null : this.input(this.execution, at);
      const { rows } = totals;
      const count = rows.columns[0]![rows.count - 1] as number;
      this.add(at - this.base, taken);
      this.push(taken === null ? count : count + 1);
      this.execution.tick();
    }
    return this.answer(frame);
  }

  close(): void {
    this.totals.close();
  }

  /** Behind the totals of the same row. */
  private push(count: number): void {
    const { rows } = this.totals;
    rows.columns[0]!.push(count);
    if (++rows.count >= rows.check) rows.grown();
  }

  /** Of column `column` of the totals before the row of the window. */
  protected before(row: number, column: number): unknown {
    return this.totals.valueAt(row - this.base, column);
  }

  protected count(frame: WindowFrame): number {
    let count = 0;
    for (let i = 0; i < frame.pieces; i++) {
      count += (this.before(frame.highs[i]!, 0) as number) - (this.before(frame.lows[i]!, 0) as number);
    }
    return count;
  }

  /** Appends the first total. */
  protected abstract restart(): void;
  /** Appends the total with the value of row `base + i` in it. */
  protected abstract add(i: number, value: Datum): void;
  protected abstract answer(frame: WindowFrame): Datum;
}

export class FrameCount extends RunningTotals {
  constructor(execution: Execution, input: RowInput) {
    super(execution, input, 1);
  }
  protected restart(): void {}
  protected add(): void {}
  protected answer(frame: WindowFrame): Datum {
    return this.count(frame);
  }
}

/** The answer from an exact total and the number of values, which is not zero. */
export type FromTotal<T> = (total: T, count: number) => Datum;

function sum(a: Int8, b: Int8): Int8 {
  if (typeof a === 'number' && typeof b === 'number') {
    const total = a + b;
    if (Number.isSafeInteger(total)) return total;
  }
  return canonicalInteger(BigInt(a) + BigInt(b));
}
function difference(a: Int8, b: Int8): Int8 {
  if (typeof a === 'number' && typeof b === 'number') {
    const rest = a - b;
    if (Number.isSafeInteger(rest)) return rest;
  }
  return canonicalInteger(BigInt(a) - BigInt(b));
}

/** int2, int4 and int8. */
export class FrameIntegerSum extends RunningTotals {
  private readonly result: FromTotal<Int8>;

  constructor(execution: Execution, input: RowInput, result: FromTotal<Int8>) {
    super(execution, input, 2);
    this.result = result;
  }
  protected restart(): void {
    this.totals.rows.columns[1]!.push(0);
  }
  protected add(_i: number, value: Datum): void {
    const { rows } = this.totals;
    const before = rows.columns[1]![rows.count - 1] as Int8;
    rows.columns[1]!.push(value === null ? before : sum(before, value as Int8));
  }
  protected answer(frame: WindowFrame): Datum {
    const count = this.count(frame);
    if (count === 0) return null;
    let total: Int8 = 0;
    for (let i = 0; i < frame.pieces; i++) {
      const piece = difference(this.before(frame.highs[i]!, 1) as Int8, this.before(frame.lows[i]!, 1) as Int8);
      total = sum(total, piece);
    }
    return this.result(total, count);
  }
}

/**
 * Numerics of any scale. A sum has the largest scale among its values, so the rows of each scale are listed, and those of NaN and
 * the infinities, which no difference of totals could take out again.
 */
export class FrameNumericSum extends RunningTotals {
  private readonly result: FromTotal<Numeric>;
  /** By scale, NaN and infinities under the scales that stand for them: where such values are, ascending. */
  private readonly rowsOfScale = new Map<number, RowStore>();

  constructor(execution: Execution, input: RowInput, result: FromTotal<Numeric>) {
    super(execution, input, 2);
    this.result = result;
  }
  override close(): void {
    super.close();
    this.closePlaces();
  }
  private closePlaces(): void {
    for (const places of this.rowsOfScale.values()) places.close();
    this.rowsOfScale.clear();
  }
  protected restart(): void {
    this.closePlaces();
    this.totals.rows.columns[1]!.push(Numeric.zero);
  }
  protected add(i: number, value: Datum): void {
    const { rows } = this.totals;
    const before = rows.columns[1]![rows.count - 1] as Numeric;
    if (value === null) {
      rows.columns[1]!.push(before);
      return;
    }
    const number = value as Numeric;
    rows.columns[1]!.push(number.isFinite ? before.add(number) : before);
    let places = this.rowsOfScale.get(number.scale);
    if (places === undefined) {
      const { memory } = this.execution;
      places = new RowStore(1, memory, memory.limits.workBytes * placesShare);
      this.rowsOfScale.set(number.scale, places);
    }
    places.rows.columns[0]!.push(i);
    if (++places.rows.count >= places.rows.check) places.rows.grown();
  }
  protected answer(frame: WindowFrame): Datum {
    const count = this.count(frame);
    return count === 0 ? null : this.result(this.total(frame), count);
  }

  private total(frame: WindowFrame): Numeric {
    const { nan, infinity, negativeInfinity } = Numeric;
    const up = this.has(infinity.scale, frame);
    const down = this.has(negativeInfinity.scale, frame);
    if (this.has(nan.scale, frame) || (up && down)) return nan;
    if (up) return infinity;
    if (down) return negativeInfinity;
    let total = Numeric.zero;
    for (let i = 0; i < frame.pieces; i++) {
      const high = this.before(frame.highs[i]!, 1) as Numeric;
      total = total.add(high.subtract(this.before(frame.lows[i]!, 1) as Numeric));
    }
    let scale = 0;
    for (const known of this.rowsOfScale.keys()) if (known > scale && this.has(known, frame)) scale = known;
    return total.roundTo(scale);
  }

  /** Has a value of the scale a row in the frame? */
  private has(scale: number, frame: WindowFrame): boolean {
    const places = this.rowsOfScale.get(scale);
    if (places === undefined) return false;
    const last = places.valueAt(places.count - 1, 0) as number;
    for (let i = 0; i < frame.pieces; i++) {
      const low = frame.lows[i]! - this.base;
      const high = frame.highs[i]! - this.base;
      // All rows before the frame's end have been listed, and none behind it: most often the last one decides.
      if (last < low) continue;
      if (last < high || (places.valueAt(firstNotBefore(places, low), 0) as number) < high) return true;
    }
    return false;
  }
}

/** The first of ascending numbers that is not less; there is one. */
function firstNotBefore(places: RowStore, number: number): number {
  let from = 0;
  let to = places.count - 1;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((places.valueAt(middle, 0) as number) < number) from = middle + 1;
    else to = middle;
  }
  return from;
}
