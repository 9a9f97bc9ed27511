/** LIMIT and OFFSET at run time, and what passes rows by comparing them with the one before. */
import { sqlError } from '../errors/index.ts';
import type { Datum } from '../types/type-def.ts';

export class LimitState {
  /** Rows still to skip and still to give. */
  skip: number;
  left: number;
  /** Values of the sort keys of the last row given, for WITH TIES. */
  last: unknown[] | null = null;

  constructor(skip: number, left: number) {
    this.skip = skip;
    this.left = left;
  }
}

/** Keys of the row before, for the first rows of runs of equal keys. */
export class LastKeys {
  any = false;
  readonly keys: unknown[];

  constructor(width: number) {
    this.keys = new Array<unknown>(width).fill(null);
  }
}

/** NULL means no limit, and no offset. */
export function makeLimit(count: Datum, offset: Datum): LimitState {
  return new LimitState(offsetRows(offset), limitRows(count));
}
export function rowsToKeep(count: Datum, offset: Datum): number {
  return limitRows(count) + offsetRows(offset);
}

function limitRows(count: Datum): number {
  if (count === null) return Number.POSITIVE_INFINITY;
  const rows = Number(count);
  if (rows < 0) throw sqlError('invalid_row_count_in_limit_clause', 'LIMIT must not be negative');
  return rows;
}
function offsetRows(offset: Datum): number {
  if (offset === null) return 0;
  const rows = Number(offset);
  if (rows < 0) throw sqlError('invalid_row_count_in_result_offset_clause', 'OFFSET must not be negative');
  return rows;
}
