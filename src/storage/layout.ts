/**
 * Where a row is: row id = segment number × 2^14 + slot, an unsigned 32-bit number (4 G rows a table), stable for the row's life.
 * Also the codes of the vector kinds, which hot loops switch on instead of the names in types/type-def.ts.
 */
import type { Datum, VectorKind } from '../types/type-def.ts';

export const SEGMENT_SHIFT = 14;
export const SEGMENT_SIZE = 1 << SEGMENT_SHIFT;
export const SLOT_MASK = SEGMENT_SIZE - 1;
/** Slots a new segment starts with; it grows by doubling. */
export const FIRST_CAPACITY = 16;

/** bool Uint8Array · int32 Int32Array · float64 Float64Array · integer Float64Array, or Array once a bigint came · mixed Array. */
export type ColumnArray = Uint8Array | Int32Array | Float64Array | Datum[];

export const KIND_BOOL = 0;
export const KIND_INT32 = 1;
export const KIND_FLOAT64 = 2;
export const KIND_INTEGER = 3;
export const KIND_MIXED = 4;
/** A dropped column: nothing is stored. */
export const KIND_DROPPED = 5;

export function kindCode(kind: VectorKind): number {
  switch (kind) {
    case 'bool':
      return KIND_BOOL;
    case 'int32':
      return KIND_INT32;
    case 'float64':
      return KIND_FLOAT64;
    case 'integer':
      return KIND_INTEGER;
    case 'mixed':
      return KIND_MIXED;
  }
}

/** The null bytes of every vector without nulls: all zero, shared, never written. Compare by identity to know there are none. */
export const NO_NULLS = new Uint8Array(SEGMENT_SIZE);

/** An empty array of the kind; `length` matters for typed arrays only, plain ones grow as they are filled. */
export function newVector(kind: number, length: number): ColumnArray {
  switch (kind) {
    case KIND_BOOL:
      return new Uint8Array(length);
    case KIND_INT32:
      return new Int32Array(length);
    case KIND_FLOAT64:
    case KIND_INTEGER:
      return new Float64Array(length);
    default:
      return [];
  }
}

export function rowIdOf(segment: number, slot: number): number {
  return ((segment << SEGMENT_SHIFT) | slot) >>> 0;
}
