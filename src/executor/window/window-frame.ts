/**
 * The frame of the current row ("Window Function Calls"), as it moves from row to row. Both ends only ever move forwards within a
 * partition, so that all rows together cost one pass. EXCLUDE leaves at most three pieces of it: `lows[i] ≤ row < highs[i]`.
 */
import { sqlError } from '../../errors/index.ts';
import type { Datum } from '../../types/type-def.ts';
import type { Execution } from '../execution.ts';
import type { WindowRows } from './window-rows.ts';

export type FrameEnd = 'unbounded preceding' | 'preceding' | 'current row' | 'following' | 'unbounded following';

export interface FrameShape {
  readonly mode: 'rows' | 'range' | 'groups';
  readonly start: FrameEnd;
  readonly end: FrameEnd;
  readonly exclude: 'no others' | 'current row' | 'group' | 'ties';
}

/** Does `row` lie at or after the start (at or before the end) that a RANGE frame of `base` has? */
export type RangeTest = (execution: Execution, row: number, base: number) => boolean;

/** A frame's offset: counts must not be negative; what a RANGE offset may be, its in_range function says. */
export function frameOffset(value: Datum, mode: FrameShape['mode'], side: 'starting' | 'ending'): Datum {
  if (value === null) throw sqlError('null_value_not_allowed', `frame ${side} offset must not be null`);
  if (mode === 'range') return value;
  const count = Number(value);
  if (count < 0) {
    throw sqlError('invalid_preceding_or_following_size', `frame ${side} offset must not be negative`);
  }
  return count;
}

export class WindowFrame {
  readonly startOffset: Datum;
  readonly endOffset: Datum;
  partitionStart = 0;
  partitionEnd = 0;
  /** Number of the row's peer group, counted over all rows, and its bounds. */
  group = -1;
  groupStart = 0;
  groupEnd = 0;
  firstGroup = 0;
  start = 0;
  end = 0;
  pieces = 0;
  readonly lows = [0, 0, 0];
  readonly highs = [0, 0, 0];
  private partition = -1;
  private lastGroup = 0;
  private readonly shape: FrameShape;
  private readonly window: WindowRows;
  private readonly execution: Execution;
  private readonly startTest: RangeTest | null;
  private readonly endTest: RangeTest | null;

  constructor(
    execution: Execution,
    window: WindowRows,
    config: {
      readonly shape: FrameShape;
      readonly startOffset: Datum;
      readonly endOffset: Datum;
      readonly startTest: RangeTest | null;
      readonly endTest: RangeTest | null;
    },
  ) {
    this.execution = execution;
    this.window = window;
    this.shape = config.shape;
    this.startOffset = config.startOffset;
    this.endOffset = config.endOffset;
    this.startTest = config.startTest;
    this.endTest = config.endTest;
  }

  /** To the frame of `row`, the next of the rows. */
  move(row: number): void {
    if (row >= this.partitionEnd) this.enterPartition();
    if (row >= this.groupEnd) this.enterGroup();
    this.start = this.startOf(row);
    this.end = Math.max(this.start, this.endOf(row));
    this.exclude(row);
  }

  get size(): number {
    let size = 0;
    for (let i = 0; i < this.pieces; i++) size += this.highs[i]! - this.lows[i]!;
    return size;
  }
  /** First row, last row, n-th row (from 1) of the frame; -1 when there is none. */
  get first(): number {
    return this.pieces === 0 ? -1 : this.lows[0]!;
  }
  get last(): number {
    return this.pieces === 0 ? -1 : this.highs[this.pieces - 1]! - 1;
  }
  nth(n: number): number {
    let left = n - 1;
    for (let i = 0; i < this.pieces; i++) {
      const size = this.highs[i]! - this.lows[i]!;
      if (left < size) return this.lows[i]! + left;
      left -= size;
    }
    return -1;
  }

  private enterPartition(): void {
    const { window } = this;
    const next = ++this.partition + 1;
    this.partitionStart = window.partitionStart(next - 1);
    this.partitionEnd = window.partitionStart(next);
    this.firstGroup = window.firstGroup(next - 1);
    this.lastGroup = window.firstGroup(next) - 1;
    this.start = this.partitionStart;
    this.end = this.partitionStart;
  }

  private enterGroup(): void {
    this.group++;
    this.groupStart = this.window.groupStart(this.group);
    this.groupEnd = this.window.groupStart(this.group + 1);
  }

  private startOf(row: number): number {
    const { mode, start } = this.shape;
    switch (start) {
      case 'unbounded preceding':
        return this.partitionStart;
      case 'current row':
        return mode === 'rows' ? row : this.groupStart;
      default: {
        if (mode === 'range') return this.rangeStart(row);
        const distance = start === 'preceding' ? -(this.startOffset as number) : (this.startOffset as number);
        return mode === 'rows' ? this.within(row + distance) : this.groupAt(this.group + distance);
      }
    }
  }

  private endOf(row: number): number {
    const { mode, end } = this.shape;
    switch (end) {
      case 'unbounded following':
        return this.partitionEnd;
      case 'current row':
        return mode === 'rows' ? row + 1 : this.groupEnd;
      default: {
        if (mode === 'range') return this.rangeEnd(row);
        const distance = end === 'preceding' ? -(this.endOffset as number) : (this.endOffset as number);
        return mode === 'rows' ? this.within(row + distance + 1) : this.groupAt(this.group + distance + 1);
      }
    }
  }

  private within(row: number): number {
    return Math.min(Math.max(row, this.partitionStart), this.partitionEnd);
  }
  private groupAt(group: number): number {
    if (group <= this.firstGroup) return this.partitionStart;
    return group > this.lastGroup ? this.partitionEnd : this.window.groupStart(group);
  }

  private rangeStart(row: number): number {
    let at = this.start;
    while (at < this.partitionEnd && !this.startTest!(this.execution, at, row)) {
      this.execution.tick();
      at++;
    }
    return at;
  }
  private rangeEnd(row: number): number {
    let at = this.end;
    while (at < this.partitionEnd && this.endTest!(this.execution, at, row)) {
      this.execution.tick();
      at++;
    }
    return at;
  }

  private exclude(row: number): void {
    this.pieces = 0;
    switch (this.shape.exclude) {
      case 'no others':
        this.addPiece(this.start, this.end);
        return;
      case 'current row':
        this.addPiece(this.start, Math.min(this.end, row));
        this.addPiece(Math.max(this.start, row + 1), this.end);
        return;
      default:
        this.addPiece(this.start, Math.min(this.end, this.groupStart));
        if (this.shape.exclude === 'ties' && row >= this.start) this.addPiece(row, Math.min(this.end, row + 1));
        this.addPiece(Math.max(this.start, this.groupEnd), this.end);
    }
  }
  private addPiece(low: number, high: number): void {
    if (low >= high) return;
    this.lows[this.pieces] = low;
    this.highs[this.pieces] = high;
    this.pieces++;
  }
}
