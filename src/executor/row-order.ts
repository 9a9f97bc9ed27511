/** The order of rows that an aggregate has gathered. */
import type { Datum } from '../types/type-def.ts';

export interface RowKey {
  readonly column: number;
  readonly compare: (a: never, b: never) => number;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export function compareRows(keys: readonly RowKey[], a: readonly Datum[], b: readonly Datum[]): number {
  for (const { column, compare, descending, nullsFirst } of keys) {
    const x = a[column]!;
    const y = b[column]!;
    if (x === null || y === null) {
      if (x === y) continue;
      return (x === null) === nullsFirst ? -1 : 1;
    }
    const order = compare(x as never, y as never);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}
