/**
 * The order of the keys of one index. A key of one column is the value itself, of several a tuple. NULLs are ordered first
 * or last per column, whatever its direction; two NULLs are equal here (uniqueness decides otherwise for itself).
 */
import type { Datum, ScalarClass } from '../../types/type-def.ts';

/** One key column's order; `compare` is TypeDef.compare, and unused for class 'number'. */
export interface ColumnOrder {
  readonly scalar: ScalarClass;
  readonly compare: ((a: never, b: never) => number) | null;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export type IndexKey = Datum | readonly Datum[];

/** In the bounds of a scan, stands for "is null"; a plain null there matches nothing, as in SQL. */
export const NULL_KEY: unique symbol = Symbol('null key');
export type KeyBound = Datum | typeof NULL_KEY;

type Compare = (a: Datum, b: Datum) => number;

/** Numbers, bigints and booleans (also as 0 and 1). */
export function compareNumbers(a: Datum, b: Datum): number {
  return a! < b! ? -1 : a! > b! ? 1 : 0;
}

/** NaN equals itself and is above everything. */
export function compareFloats(a: Datum, b: Datum): number {
  if (a! < b!) return -1;
  if (a! > b!) return 1;
  if (a === b) return 0;
  const aNaN = Number.isNaN(a);
  const bNaN = Number.isNaN(b);
  return aNaN === bNaN ? 0 : aNaN ? 1 : -1;
}

function valueCompare(order: ColumnOrder): Compare {
  if (order.compare !== null && order.scalar !== 'number') return order.compare as unknown as Compare;
  return order.scalar === 'float' ? compareFloats : compareNumbers;
}

function columnCompare(order: ColumnOrder): Compare {
  const compare = valueCompare(order);
  const sign = order.descending ? -1 : 1;
  const nullSign = order.nullsFirst ? -1 : 1;
  return (a, b) => {
    if (a === b) return 0;
    if (a === null) return nullSign;
    if (b === null) return -nullSign;
    return sign * compare(a, b);
  };
}

export class KeyOrder {
  readonly columns: readonly ColumnOrder[];
  private readonly first: Compare;
  private readonly compares: readonly Compare[];
  private readonly single: boolean;

  constructor(columns: readonly ColumnOrder[]) {
    this.columns = columns;
    this.compares = columns.map(columnCompare);
    this.first = this.compares[0]!;
    this.single = columns.length === 1;
  }

  compare(a: IndexKey, b: IndexKey): number {
    if (this.single) return a === b ? 0 : this.first(a as Datum, b as Datum);
    const left = a as readonly Datum[];
    const right = b as readonly Datum[];
    const compares = this.compares;
    for (let i = 0; i < compares.length; i++) {
      const x = left[i]!;
      const y = right[i]!;
      if (x === y) continue;
      const c = compares[i]!(x, y);
      if (c !== 0) return c;
    }
    return 0;
  }

  /** Compares the key's leading columns with a bound of as many values. */
  compareBound(key: IndexKey, bound: readonly Datum[]): number {
    if (this.single) return bound.length === 0 ? 0 : this.first(key as Datum, bound[0]!);
    const values = key as readonly Datum[];
    for (let i = 0; i < bound.length; i++) {
      const x = values[i]!;
      const y = bound[i]!;
      if (x === y) continue;
      const c = this.compares[i]!(x, y);
      if (c !== 0) return c;
    }
    return 0;
  }
}
