/**
 * Images: where the bytes of a vector or an index node are outside memory, for databases that are kept on disk. Whoever has an
 * image is clean, that is equal to it, and may be let go and loaded again; a change drops the image.
 *
 * A vector that is not loaded has UNLOADED in its place; an index node that is not loaded has the count UNLOADED_COUNT. Only the
 * owner of a vector or node may change it in place, and nothing owned has an image.
 */
import type { GenericNode } from './btree/generic-node.ts';
import type { NumberNode } from './btree/number-node.ts';
import type { ColumnArray } from './layout.ts';

export interface LoadedVector {
  /** Typed arrays have `capacity` elements. */
  readonly data: ColumnArray;
  readonly nulls: Uint8Array;
}

/** Loading throws a corruption error (XX001) when the bytes are not what was written. */
export interface Image {
  /** Bytes on disk, which stand for the bytes in memory. */
  readonly size: number;
  loadVector(count: number, capacity: number): LoadedVector;
  /** Fill the node in place: arrays, count and children. */
  loadNumberNode(node: NumberNode): void;
  loadGenericNode(node: GenericNode): void;
}

/** Stands where a vector is not loaded. Compared by identity, never read. */
export const UNLOADED: ColumnArray = new Int32Array(0);
export const UNLOADED_COUNT = -1;
