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

export class KeyOrder {
  readonly columns: readonly ColumnOrder[];
  readonly compares: readonly Compare[];
  /** 1, or -1 where descending. */
  readonly signs: readonly number[];
  /** What comparing NULL with a value gives. */
  readonly nullSigns: readonly number[];
  readonly single: boolean;

  constructor(columns: readonly ColumnOrder[]) {
    this.columns = columns;
    this.compares = columns.map(valueCompare);
    this.signs = columns.map((column) => (column.descending ? -1 : 1));
    this.nullSigns = columns.map((column) => (column.nullsFirst ? -1 : 1));
    this.single = columns.length === 1;
  }

  compare(a: IndexKey, b: IndexKey): number {
    if (this.single) return this.compareColumn(0, a as Datum, b as Datum);
    const left = a as readonly Datum[];
    const right = b as readonly Datum[];
    for (let c = 0; c < left.length; c++) {
      const result = this.compareColumn(c, left[c]!, right[c]!);
      if (result !== 0) return result;
    }
    return 0;
  }

  compareColumn(column: number, a: Datum, b: Datum): number {
    if (a === b) return 0;
    if (a === null) return this.nullSigns[column]!;
    if (b === null) return -this.nullSigns[column]!;
    return this.signs[column]! * this.compares[column]!(a, b);
  }
}
