/**
 * A scan of an index between two bounds, in index order or against it, in batches of row ids.
 *
 * Bounds are values of the leading key columns, the same values but for the last one given: `lower` ≤ or < that column's value
 * ≤ or < `upper`, by value even where the column is descending. When one side has a value less than the other, the column it
 * lacks is unbounded there, and NULLs are left out, as no comparison is true of them. NULL_KEY asks for NULLs; a plain null
 * gives nothing. Each fill seeks again from the last entry given, so a cursor survives any change between calls.
 */
import type { Datum } from '../types/type-def.ts';
import { type IndexKey, type KeyBound, NULL_KEY } from './btree/key-order.ts';
import { BATCH_MAX, batchKeys, type NumberTree } from './btree/number-tree.ts';
import type { IndexStore } from './index-store.ts';
import type { Snapshot } from './visibility.ts';

/** Which tree a part of a number index's scan is in. */
const PART_NUMBERS = 0;
const PART_NANS = 1;
const PART_NULLS = 2;

const NO_BOUND: readonly Datum[] = [];

export class IndexCursor {
  readonly index: IndexStore;
  private snapshot: Snapshot | null;
  private backward: boolean;
  // A number index is scanned in up to three parts.
  private readonly parts: number[];
  private part: number;
  private lowBound: KeyBound | undefined;
  private lowInclusive: boolean;
  private highBound: KeyBound | undefined;
  private highInclusive: boolean;
  private low: number;
  private lowRow: number;
  private high: number;
  private highRow: number;
  // A generic one has bounds in index order.
  private start: readonly Datum[];
  private startInclusive: boolean;
  private end: readonly Datum[];
  private endInclusive: boolean;
  // The last entry given.
  private begun: boolean;
  private done: boolean;
  private lastKey: IndexKey;
  private lastRow: number;
  private generic: boolean;
  /** The part that the last batch came from. */
  private filled: number;
  /** Some entry was given. */
  private passed: boolean;

  constructor(index: IndexStore) {
    this.index = index;
    this.snapshot = null;
    this.backward = false;
    this.parts = [];
    this.part = 0;
    this.lowBound = undefined;
    this.lowInclusive = true;
    this.highBound = undefined;
    this.highInclusive = true;
    this.low = 0;
    this.lowRow = 0;
    this.high = 0;
    this.highRow = 0;
    this.start = NO_BOUND;
    this.startInclusive = true;
    this.end = NO_BOUND;
    this.endInclusive = true;
    this.begun = false;
    this.done = true;
    this.lastKey = null;
    this.lastRow = 0;
    this.generic = false;
    this.filled = PART_NUMBERS;
    this.passed = false;
  }

  /** snapshot null: all entries, whatever version they belong to. */
  open(
    snapshot: Snapshot | null,
    lower: readonly KeyBound[],
    lowerInclusive: boolean,
    upper: readonly KeyBound[],
    upperInclusive: boolean,
    backward: boolean,
  ): void {
    this.snapshot = snapshot;
    this.backward = backward;
    this.begun = false;
    this.passed = false;
    this.done = lower.includes(null) || upper.includes(null);
    this.generic = this.index.numbers === null;
    if (snapshot !== null) this.index.scans++;
    if (this.done) return;
    if (snapshot !== null && snapshot.reads !== null) {
      snapshot.reads.addRange(this.index, lower, lowerInclusive, upper, upperInclusive);
    }
    if (this.generic) this.openGeneric(lower, lowerInclusive, upper, upperInclusive);
    else this.openNumbers(lower, lowerInclusive, upper, upperInclusive);
  }

  /** All entries with this very key; a null in it means NULL. */
  openKey(snapshot: Snapshot | null, key: IndexKey): void {
    const values: readonly Datum[] = Array.isArray(key) ? key : [key as Datum];
    const bound = values.map((value) => (value === null ? NULL_KEY : value));
    this.open(snapshot, bound, true, bound, true, false);
  }

  private openNumbers(
    lower: readonly KeyBound[],
    lowerIn: boolean,
    upper: readonly KeyBound[],
    upperIn: boolean,
  ): void {
    const nullsFirst = this.index.order.columns[0]!.nullsFirst;
    const parts = this.parts;
    parts.length = 0;
    this.part = 0;
    this.lowInclusive = lowerIn;
    this.highInclusive = upperIn;
    this.low = -Infinity;
    this.lowRow = -1;
    this.high = Infinity;
    this.highRow = Infinity;
    const lo = lower.length > 0 ? lower[0]! : undefined;
    const hi = upper.length > 0 ? upper[0]! : undefined;
    this.lowBound = lo;
    this.highBound = hi;
    if (lo === NULL_KEY || hi === NULL_KEY) {
      parts.push(PART_NULLS);
      return;
    }
    const lowNaN = lo !== undefined && Number.isNaN(lo);
    const highNaN = hi !== undefined && Number.isNaN(hi);
    if (lo !== undefined && !lowNaN) {
      this.low = Number(lo);
      this.lowRow = lowerIn ? -1 : Infinity;
    }
    if (hi !== undefined && !highNaN) {
      this.high = Number(hi);
      this.highRow = upperIn ? Infinity : -1;
    }
    if (!lowNaN) parts.push(PART_NUMBERS);
    const nans = (hi === undefined || (highNaN && upperIn)) && (!lowNaN || lowerIn);
    if (nans && this.index.nans !== null) parts.push(PART_NANS);
    if (lo === undefined && hi === undefined) {
      if (nullsFirst) parts.unshift(PART_NULLS);
      else parts.push(PART_NULLS);
    }
    if (this.backward) parts.reverse();
  }

  private openGeneric(
    lower: readonly KeyBound[],
    lowerIn: boolean,
    upper: readonly KeyBound[],
    upperIn: boolean,
  ): void {
    const orders = this.index.order.columns;
    const length = Math.max(lower.length, upper.length);
    let low = lower.map(plainBound);
    let high = upper.map(plainBound);
    let lowInclusive = lowerIn || lower.length < length;
    let highInclusive = upperIn || upper.length < length;
    const descending = length > 0 && orders[length - 1]!.descending;
    if (descending) {
      [low, high] = [high, low];
      [lowInclusive, highInclusive] = [highInclusive, lowInclusive];
    }
    if (low.length !== high.length) {
      // The column without a bound on one side: keep off its NULLs, if they lie on that side.
      const nullsFirst = orders[length - 1]!.nullsFirst;
      if (low.length < length && nullsFirst) {
        low = [...low, null];
        lowInclusive = false;
      } else if (high.length < length && !nullsFirst) {
        high = [...high, null];
        highInclusive = false;
      }
    }
    this.start = low;
    this.startInclusive = lowInclusive;
    this.end = high;
    this.endInclusive = highInclusive;
  }

  /** Puts up to `max` (at most 1024) row ids into `out`; how many, 0 at the end. */
  fill(out: Float64Array, max: number): number {
    const limit = Math.min(max, BATCH_MAX);
    for (;;) {
      if (this.done) return 0;
      const n = this.generic ? this.fillGeneric(out, limit) : this.fillNumbers(out, limit);
      if (n === 0) return 0;
      if (this.snapshot !== null) this.index.entriesRead += n;
      if (this.snapshot === null || this.index.table.versionedSegments === 0) return n;
      const kept = this.keepVisible(out, n, this.snapshot);
      if (kept > 0) return kept;
    }
  }

  private keepVisible(out: Float64Array, n: number, snapshot: Snapshot): number {
    let kept = 0;
    for (let i = 0; i < n; i++) {
      const row = out[i]!;
      if (this.index.entryIsFor(this.keyAt(i), row, snapshot)) out[kept++] = row;
    }
    return kept;
  }

  /** Key of the i-th entry of the last batch, before invisible ones were left out: for use without a snapshot. */
  keyAt(i: number): IndexKey {
    if (this.generic) return this.index.generic!.keyGiven(i);
    if (this.filled === PART_NUMBERS) return batchKeys[i]!;
    return this.filled === PART_NANS ? NaN : null;
  }

  private treeOf(part: number): NumberTree | null {
    if (part === PART_NUMBERS) return this.index.numbers;
    return part === PART_NANS ? this.index.nans : this.index.nulls;
  }

  private fillNumbers(out: Float64Array, max: number): number {
    if (this.index.numbers === null) return this.goOnGeneric(out, max);
    while (this.part < this.parts.length) {
      const part = this.parts[this.part]!;
      const tree = this.treeOf(part);
      const n = tree === null ? 0 : this.scanPart(tree, part, out, max);
      if (n > 0) {
        this.filled = part;
        this.begun = true;
        this.passed = true;
        this.lastRow = out[n - 1]!;
        this.lastKey = this.keyAt(n - 1);
        if (n === max) return n;
      }
      this.part++;
      this.begun = false;
      if (n > 0) return n;
    }
    this.done = true;
    return 0;
  }

  /** The index met a bigint since the last batch; the order of entries is the same, so go on after the last one given. */
  private goOnGeneric(out: Float64Array, max: number): number {
    const lower: KeyBound[] = this.lowBound === undefined ? [] : [this.lowBound];
    const upper: KeyBound[] = this.highBound === undefined ? [] : [this.highBound];
    this.openGeneric(lower, this.lowInclusive, upper, this.highInclusive);
    this.generic = true;
    this.begun = this.begun || this.passed;
    return this.fillGeneric(out, max);
  }

  private scanPart(tree: NumberTree, part: number, out: Float64Array, max: number): number {
    const bounded = part === PART_NUMBERS;
    const low = bounded ? this.low : -Infinity;
    const lowRow = bounded ? this.lowRow : -1;
    const high = bounded ? this.high : Infinity;
    const highRow = bounded ? this.highRow : Infinity;
    const key = bounded ? (this.lastKey as number) : this.lastRow;
    if (this.backward) {
      if (this.begun) return tree.scanBack(key, this.lastRow, low, lowRow, out, max);
      return tree.scanBack(high, highRow, low, lowRow, out, max);
    }
    if (this.begun) return tree.scan(key, this.lastRow, high, highRow, out, max);
    return tree.scan(low, lowRow, high, highRow, out, max);
  }

  private fillGeneric(out: Float64Array, max: number): number {
    const tree = this.index.generic!;
    if (this.begun) tree.seekEntry(this.lastKey, this.lastRow, !this.backward);
    else if (this.backward) tree.seekBound(this.end, this.endInclusive);
    else tree.seekBound(this.start, !this.startInclusive);
    const n = this.backward
      ? tree.scanBack(this.start, this.startInclusive, out, max)
      : tree.scan(this.end, this.endInclusive, out, max);
    if (n < max) this.done = true;
    if (n > 0) {
      this.begun = true;
      this.lastRow = out[n - 1]!;
      if (n === max) this.lastKey = tree.keyGiven(n - 1);
    }
    return n;
  }
}

function plainBound(value: KeyBound): Datum {
  return value === NULL_KEY ? null : value;
}
