/**
 * Counts and exact sums over frames: running totals along the partition, and the difference of two of them for each piece of a
 * frame. Totals go on as frames reach further; rows that lie in no frame are passed over.
 */
import { canonicalInteger, type Int8 } from '../../types/int8.ts';
import { Numeric } from '../../types/numeric-value.ts';
import type { Datum } from '../../types/type-def.ts';
import type { Execution } from '../execution.ts';
import type { FrameAggregate } from './frame-aggregates.ts';
import type { WindowFrame } from './window-frame.ts';

/** The aggregate's argument at a row; null where it is NULL or FILTER leaves the row out. */
export type RowInput = (execution: Execution, row: number) => Datum;

abstract class RunningTotals implements FrameAggregate {
  protected readonly execution: Execution;
  private readonly input: RowInput;
  /** Rows counted before row `base + i`. */
  protected counts: number[] = [0];
  protected base = -1;

  constructor(execution: Execution, input: RowInput) {
    this.execution = execution;
    this.input = input;
  }

  value(frame: WindowFrame): Datum {
    if (frame.partitionStart !== this.base) {
      this.base = frame.partitionStart;
      this.counts = [0];
      this.restart();
    }
    let at = this.base + this.counts.length - 1;
    for (; at < frame.end; at++) {
      const taken = at < frame.start ? null : this.input(this.execution, at);
      const i = at - this.base;
      this.counts.push(taken === null ? this.counts[i]! : this.counts[i]! + 1);
      this.add(i, taken);
      this.execution.tick();
    }
    return this.answer(frame);
  }

  protected count(frame: WindowFrame): number {
    let count = 0;
    for (let i = 0; i < frame.pieces; i++) {
      count += this.counts[frame.highs[i]! - this.base]! - this.counts[frame.lows[i]! - this.base]!;
    }
    return count;
  }

  protected abstract restart(): void;
  protected abstract add(i: number, value: Datum): void;
  protected abstract answer(frame: WindowFrame): Datum;
}

export class FrameCount extends RunningTotals {
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
  private totals: Int8[] = [0];

  constructor(execution: Execution, input: RowInput, result: FromTotal<Int8>) {
    super(execution, input);
    this.result = result;
  }
  protected restart(): void {
    this.totals = [0];
  }
  protected add(i: number, value: Datum): void {
    const before = this.totals[i]!;
    this.totals.push(value === null ? before : sum(before, value as Int8));
  }
  protected answer(frame: WindowFrame): Datum {
    const count = this.count(frame);
    if (count === 0) return null;
    let total: Int8 = 0;
    for (let i = 0; i < frame.pieces; i++) {
      const piece = difference(this.totals[frame.highs[i]! - this.base]!, this.totals[frame.lows[i]! - this.base]!);
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
  private totals: Numeric[] = [Numeric.zero];
  /** By scale, NaN and infinities under the scales that stand for them: where such values are, ascending. */
  private rowsOfScale = new Map<number, number[]>();

  constructor(execution: Execution, input: RowInput, result: FromTotal<Numeric>) {
    super(execution, input);
    this.result = result;
  }
  protected restart(): void {
    this.totals = [Numeric.zero];
    this.rowsOfScale = new Map();
  }
  protected add(i: number, value: Datum): void {
    const before = this.totals[i]!;
    if (value === null) {
      this.totals.push(before);
      return;
    }
    const number = value as Numeric;
    this.totals.push(number.isFinite ? before.add(number) : before);
    const rows = this.rowsOfScale.get(number.scale);
    if (rows === undefined) this.rowsOfScale.set(number.scale, [i]);
    else rows.push(i);
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
      const high = this.totals[frame.highs[i]! - this.base]!;
      total = total.add(high.subtract(this.totals[frame.lows[i]! - this.base]!));
    }
    let scale = 0;
    for (const known of this.rowsOfScale.keys()) if (known > scale && this.has(known, frame)) scale = known;
    return total.roundTo(scale);
  }

  /** Has a value of the scale a row in the frame? */
  private has(scale: number, frame: WindowFrame): boolean {
    const rows = this.rowsOfScale.get(scale);
    if (rows === undefined) return false;
    for (let i = 0; i < frame.pieces; i++) {
      const low = frame.lows[i]! - this.base;
      let from = 0;
      let to = rows.length;
      while (from < to) {
        const middle = (from + to) >>> 1;
        if (rows[middle]! < low) from = middle + 1;
        else to = middle;
      }
      if (from < rows.length && rows[from]! < frame.highs[i]! - this.base) return true;
    }
    return false;
  }
}
