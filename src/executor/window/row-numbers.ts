/** Functions of a row's place: ntile's running count of buckets, and the rows that nth_value, lag and lead name. */
import { sqlError } from '../../errors/index.ts';
import type { Datum } from '../../types/type-def.ts';
import type { WindowFrame } from './window-frame.ts';

/** Buckets of a partition; those at the beginning take a row more while the division leaves a remainder. */
export class Buckets {
  private partition = -1;
  private bucket = 0;
  private size = 0;
  private longer = 0;
  private filled = 0;

  /** `count` is the argument at the current row; it decides for the partition at the first row at which it is not null. */
  next(frame: WindowFrame, count: Datum): Datum {
    if (frame.partitionStart !== this.partition) {
      this.partition = frame.partitionStart;
      this.bucket = 0;
    }
    if (this.bucket === 0) {
      if (count === null) return null;
      this.begin(frame.partitionEnd - frame.partitionStart, count as number);
    }
    this.filled++;
    if (this.filled > this.size) {
      if (this.longer > 0 && this.bucket === this.longer) {
        this.longer = 0;
        this.size--;
      }
      this.bucket++;
      this.filled = 1;
    }
    return this.bucket;
  }

  private begin(rows: number, count: number): void {
    if (count <= 0) {
      throw sqlError('invalid_argument_for_ntile_function', 'argument of ntile must be greater than zero');
    }
    this.bucket = 1;
    this.filled = 0;
    this.longer = 0;
    this.size = Math.floor(rows / count);
    if (this.size === 0) this.size = 1;
    else {
      this.longer = rows % count;
      if (this.longer !== 0) this.size++;
    }
  }
}

/** Row of the n-th value of the frame, -1 when there is none or n is null. */
export function nthRow(frame: WindowFrame, n: Datum): number {
  if (n === null) return -1;
  if ((n as number) <= 0) {
    throw sqlError('invalid_argument_for_nth_value_function', 'argument of nth_value must be greater than zero');
  }
  return frame.nth(n as number);
}

/** The row, -1 where it lies beyond the partition. */
export function rowAt(frame: WindowFrame, row: number): number {
  return row >= frame.partitionStart && row < frame.partitionEnd ? row : -1;
}
