/**
 * A node of a B+tree over one number column. Entries are (key, row id), ordered by both.
 * Leaf: `count` entries. Inner node: `count` separators and count + 1 children; child i holds entries below separator i and
 * not below separator i - 1. Arrays start small and double, so that the index of a tiny table is tiny.
 * `count` is UNLOADED_COUNT while the node is only on disk (image.ts): go through `loaded` to reach a child.
 */
import type { Cache } from '../cache.ts';
import { type Image, UNLOADED_COUNT } from '../image.ts';
import { NOBODY } from '../owner.ts';

export const NODE_MAX = 128;
const FIRST_ROOM = 8;

export class NumberNode {
  readonly owner: number;
  count: number;
  keys: Float64Array;
  rows: Uint32Array;
  children: NumberNode[] | null;
  image: Image | null;
  cache: Cache | null;

  constructor(owner: number, keys: Float64Array, rows: Uint32Array, count: number, children: NumberNode[] | null) {
    this.owner = owner;
    this.count = count;
    this.keys = keys;
    this.rows = rows;
    this.children = children;
    this.image = null;
    this.cache = null;
  }

  static leaf(owner: number, room: number = FIRST_ROOM): NumberNode {
    return new NumberNode(owner, new Float64Array(room), new Uint32Array(room), 0, null);
  }

  /** A node that is on disk. */
  static stored(image: Image, cache: Cache | null): NumberNode {
    const node = new NumberNode(NOBODY, NO_KEYS, NO_ROWS, UNLOADED_COUNT, null);
    node.image = image;
    node.cache = cache;
    return node;
  }

  load(): void {
    this.image!.loadNumberNode(this);
    this.cache?.addNode(this, this.image!);
  }

  unload(image: Image): void {
    if (this.image !== image || this.children !== null) return;
    this.count = UNLOADED_COUNT;
    this.keys = NO_KEYS;
    this.rows = NO_ROWS;
  }

  copyFor(owner: number): NumberNode {
    const children = this.children === null ? null : this.children.slice();
    return new NumberNode(owner, this.keys.slice(), this.rows.slice(), this.count, children);
  }

  /** Number of entries (or separators) before (key, row). */
  lowerBound(key: number, row: number): number {
    const keys = this.keys;
    let low = 0;
    let high = this.count;
    // Ascending inserts go to the end.
    if (high > 0 && keys[high - 1]! < key) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      const k = keys[middle]!;
      if (k < key || (k === key && this.rows[middle]! < row)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Number of entries (or separators) not after (key, row): in an inner node, the child to look into. */
  upperBound(key: number, row: number): number {
    const keys = this.keys;
    let low = 0;
    let high = this.count;
    // Ascending inserts go to the end.
    if (high > 0 && keys[high - 1]! < key) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      const k = keys[middle]!;
      if (k < key || (k === key && this.rows[middle]! <= row)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Number of entries (or separators) whose key is not above `key`. Keys are often evenly spaced, so first the place is tried at
   * which the key would be then: that touches two cache lines where halving touches four.
   */
  keysUpTo(key: number): number {
    const keys = this.keys;
    let low = 0;
    let high = this.count;
    if (high > 8) {
      const first = keys[0]!;
      const guess = (((key - first) * (high - 1)) / (keys[high - 1]! - first)) | 0;
      if (guess >= 0 && guess < high - 1) {
        if (keys[guess]! <= key) {
          if (keys[guess + 1]! > key) return guess + 1;
          low = guess + 2;
        } else high = guess;
      }
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle]! <= key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insertAt(at: number, key: number, row: number): void {
    const count = this.count;
    if (count === this.keys.length) this.makeRoom(Math.min(count * 2, NODE_MAX));
    const keys = this.keys;
    const rows = this.rows;
    for (let i = count; i > at; i--) {
      keys[i] = keys[i - 1]!;
      rows[i] = rows[i - 1]!;
    }
    keys[at] = key;
    rows[at] = row;
    this.count = count + 1;
  }

  makeRoom(room: number): void {
    const keys = new Float64Array(room);
    keys.set(this.keys);
    const rows = new Uint32Array(room);
    rows.set(this.rows);
    this.keys = keys;
    this.rows = rows;
  }

  removeAt(at: number): void {
    this.keys.copyWithin(at, at + 1, this.count);
    this.rows.copyWithin(at, at + 1, this.count);
    this.count--;
  }

  /** Entries [from, count) as a new node with full room; children from + 1 and on go along. */
  tail(owner: number, from: number): NumberNode {
    const keys = new Float64Array(NODE_MAX);
    const rows = new Uint32Array(NODE_MAX);
    const count = Math.max(0, this.count - from);
    if (count > 0) {
      keys.set(this.keys.subarray(from, this.count));
      rows.set(this.rows.subarray(from, this.count));
    }
    const children = this.children === null ? null : this.children.splice(from);
    return new NumberNode(owner, keys, rows, count, children);
  }
}

const NO_KEYS = new Float64Array(0);
const NO_ROWS = new Uint32Array(0);

/** The node, brought into memory if it is not there. */
export function loaded(node: NumberNode): NumberNode {
  if (node.count < 0) node.load();
  return node;
}
