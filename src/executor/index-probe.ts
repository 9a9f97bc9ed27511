/**
 * The runtime side of an index scan: turns the values of a plan's bounds into cursor openings, one for each combination of
 * `= ANY` values, and hands out row ids in batches. numeric(p ≤ 15, s) keys are doubles of value × 10^s in the index; bounds
 * that are not exact there find nothing when equal, and move to the next key inside the range otherwise.
 */
import { type IndexCursor, type IndexStore, type KeyBound, NULL_KEY, type Snapshot } from '../storage/index.ts';
import type { PgArray } from '../types/array-value.ts';
import type { Numeric } from '../types/numeric-value.ts';
import type { Datum } from '../types/type-def.ts';

export const probeBatchRows = 256;

/** What IS NULL asks for in place of a value. */
export const isNullBound = NULL_KEY;

type Choice = readonly (Datum | typeof NULL_KEY)[];

export class IndexProbe {
  readonly rows = new Float64Array(probeBatchRows);
  private readonly cursor: IndexCursor;
  /** Per key column: the scale of its doubles, or -1. */
  private readonly scales: readonly number[];
  private readonly backward: boolean;
  private prefixes: (readonly KeyBound[])[] = [];
  private position = 0;
  private open = false;
  private snapshot: Snapshot | null = null;
  private lower: KeyBound | undefined;
  private lowerInclusive = true;
  private upper: KeyBound | undefined;
  private upperInclusive = true;

  constructor(index: IndexStore, scales: readonly number[], backward: boolean) {
    this.cursor = index.cursor();
    this.scales = scales;
    this.backward = backward;
  }

  /** `choices`: per leading column the values to look for, each on its own. Undefined bounds are absent. */
  start(
    snapshot: Snapshot,
    choices: readonly Choice[],
    lower: Datum | undefined,
    lowerInclusive: boolean,
    upper: Datum | undefined,
    upperInclusive: boolean,
  ): void {
    this.snapshot = snapshot;
    this.position = 0;
    this.open = false;
    this.prefixes = this.combine(choices);
    const scale = this.scales[choices.length] ?? -1;
    this.lower = lower;
    this.lowerInclusive = lowerInclusive;
    this.upper = upper;
    this.upperInclusive = upperInclusive;
    if (lower === null || upper === null) this.prefixes = [];
    if (scale < 0) return;
    if (lower !== undefined && lower !== null) {
      const exact = scaledKey(lower as Numeric, scale);
      this.lower = exact ?? neighbour(lower as Numeric, scale, 1);
      if (exact === null) this.lowerInclusive = true;
    }
    if (upper !== undefined && upper !== null) {
      const exact = scaledKey(upper as Numeric, scale);
      this.upper = exact ?? neighbour(upper as Numeric, scale, -1);
      if (exact === null) this.upperInclusive = true;
    }
  }

  private combine(choices: readonly Choice[]): (readonly KeyBound[])[] {
    let prefixes: (readonly KeyBound[])[] = [[]];
    for (const [i, choice] of choices.entries()) {
      const scale = this.scales[i]!;
      const values: readonly KeyBound[] = scale < 0 ? choice : choice.map((value) => this.scaled(value, scale));
      const distinct: readonly KeyBound[] = values.length > 1 ? [...new Set<KeyBound>(values)] : values;
      prefixes = prefixes.flatMap((prefix) => distinct.filter((v) => v !== null).map((v) => [...prefix, v]));
    }
    return prefixes;
  }
  private scaled(value: KeyBound, scale: number): KeyBound {
    return value === null || value === NULL_KEY ? value : scaledKey(value as Numeric, scale);
  }

  /** The next batch in `rows`; its size, 0 at the end. */
  fill(): number {
    for (;;) {
      if (!this.open) {
        if (this.position >= this.prefixes.length) return 0;
        const prefix = this.prefixes[this.position++]!;
        const lower: readonly KeyBound[] = this.lower === undefined ? prefix : [...prefix, this.lower];
        const upper: readonly KeyBound[] = this.upper === undefined ? prefix : [...prefix, this.upper];
        this.cursor.open(this.snapshot, lower, this.lowerInclusive, upper, this.upperInclusive, this.backward);
        this.open = true;
      }
      const count = this.cursor.fill(this.rows, probeBatchRows);
      if (count > 0) return count;
      this.open = false;
    }
  }
}

/** The numeric as an exact double at the scale, NaN and the infinities as themselves; null when it is not exact. */
export function scaledKey(value: Numeric, scale: number): number | null {
  if (value.isNaN) return Number.NaN;
  if (value.isInfinite) return value.signum < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return value.toScaled(scale);
}

/** The next key above (direction 1) or below (-1) a value that is none itself. */
function neighbour(value: Numeric, scale: number, direction: 1 | -1): number {
  const towardsZero = value.truncate(scale);
  const key = towardsZero.toScaled(scale);
  // Beyond the range of the keys: everything lies on one side.
  if (key === null) return value.signum * Number.POSITIVE_INFINITY;
  return value.compare(towardsZero) === direction ? key + direction : key;
}

/** Elements of an array for `= ANY (array)`. */
export function arrayChoice(array: Datum): readonly Datum[] {
  return array === null ? [] : (array as PgArray).values;
}
