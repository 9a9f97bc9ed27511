/**
 * What a scan or a point read gets to see of a segment: one array per asked column, and which slots to visit.
 * Where nothing is versioned the arrays are the live ones. They are good until the next yield, and until `out` is used again.
 */
import type { ColumnArray } from './layout.ts';
import { NO_NULLS } from './layout.ts';

export class SegmentView {
  /** Number of rows to visit: slots 0..count-1, or selection[0..count-1]. */
  count: number;
  selection: Int32Array | null;
  /** Parallel to the asked columns. */
  data: ColumnArray[];
  /** One byte per slot; NO_NULLS itself when there are none. */
  nulls: Uint8Array[];
  /** Row id of slot 0. */
  base: number;
  /** Some arrays are copies: they differ from the live vectors. */
  owned: boolean;

  constructor() {
    this.count = 0;
    this.selection = null;
    this.data = [];
    this.nulls = [];
    this.base = 0;
    this.owned = false;
  }
}

/** Stands at the place of system columns (negative numbers), which the reader computes from base and slot. */
export const NO_COLUMN: ColumnArray = new Int32Array(0);
export const NO_COLUMN_NULLS = NO_NULLS;
