/**
 * A node of a GenericTree: keys column by column, so that comparing a number column reads one typed array and no object.
 * Structure as in NumberNode.
 */
import type { Datum } from '../../types/type-def.ts';
import type { Cache } from '../cache.ts';
import { type Image, UNLOADED_COUNT } from '../image.ts';
import { NOBODY } from '../owner.ts';
import { commonPrefix, headOf } from './text-head.ts';

export const GENERIC_NODE_MAX = 64;
const FIRST_ROOM = 8;

/** Float64Array for columns of class 'number', with NaN for NULL; longer than `count`. Others hold exactly `count` values. */
export type KeyColumn = Float64Array | Datum[];

export class GenericNode {
  readonly owner: number;
  count: number;
  columns: KeyColumn[];
  rows: Uint32Array;
  children: GenericNode[] | null;
  image: Image | null;
  cache: Cache | null;
  /** For text in the first column: the head of each key behind `prefix`, which all its strings share. See text-head.ts. */
  heads: Float64Array | null;
  prefix: string;
  /** Stands for NULL among the heads. */
  readonly nullHead: number;

  /** `nullHead` is NaN where there are no heads. */
  constructor(
    owner: number,
    count: number,
    columns: KeyColumn[],
    rows: Uint32Array,
    children: GenericNode[] | null,
    nullHead: number,
  ) {
    this.owner = owner;
    this.heads = Number.isNaN(nullHead) ? null : new Float64Array(rows.length);
    this.prefix = '';
    this.nullHead = nullHead;
    this.count = count;
    this.columns = columns;
    this.rows = rows;
    this.children = children;
    this.image = null;
    this.cache = null;
  }

  static empty(
    owner: number,
    numeric: readonly boolean[],
    children: GenericNode[] | null,
    nullHead: number,
  ): GenericNode {
    const columns = numeric.map((typed): KeyColumn => (typed ? new Float64Array(FIRST_ROOM) : []));
    return new GenericNode(owner, 0, columns, new Uint32Array(FIRST_ROOM), children, nullHead);
  }

  /** A node that is on disk. */
  static stored(image: Image, cache: Cache | null, nullHead: number): GenericNode {
    const node = new GenericNode(NOBODY, UNLOADED_COUNT, [], NO_ROWS, null, nullHead);
    node.image = image;
    node.cache = cache;
    return node;
  }

  load(): void {
    this.image!.loadGenericNode(this);
    this.cache?.addNode(this, this.image!);
  }

  /** What the image has; `rows` may be longer than the count, and typed columns are as long as `rows`. */
  fill(count: number, columns: KeyColumn[], rows: Uint32Array, children: GenericNode[] | null): void {
    this.count = count;
    this.columns = columns;
    this.rows = rows;
    this.children = children;
    if (this.heads === null) return;
    this.heads = new Float64Array(rows.length);
    if (count > 0) this.remakeHeads();
  }

  unload(image: Image): void {
    if (this.image !== image || this.children !== null) return;
    this.count = UNLOADED_COUNT;
    this.columns = [];
    this.rows = NO_ROWS;
    if (this.heads !== null) this.heads = NO_HEADS;
  }

  copyFor(owner: number): GenericNode {
    const children = this.children === null ? null : this.children.slice();
    const columns = this.columns.map((column) => column.slice());
    const copy = new GenericNode(owner, this.count, columns, this.rows.slice(), children, this.nullHead);
    copy.prefix = this.prefix;
    copy.heads?.set(this.heads!);
    return copy;
  }

  keyAt(at: number): Datum[] {
    const columns = this.columns;
    const key = new Array<Datum>(columns.length);
    for (let c = 0; c < columns.length; c++) {
      const value = columns[c]![at]!;
      key[c] = Number.isNaN(value) && columns[c] instanceof Float64Array ? null : value;
    }
    return key;
  }

  insertAt(at: number, key: readonly Datum[], row: number): void {
    const count = this.count;
    if (count === this.rows.length) this.makeRoom(Math.min(count * 2, GENERIC_NODE_MAX));
    for (let c = 0; c < key.length; c++) {
      const column = this.columns[c]!;
      const value = key[c]!;
      if (column instanceof Float64Array) {
        for (let i = count; i > at; i--) column[i] = column[i - 1]!;
        column[at] = value === null ? NaN : Number(value);
      } else if (at === count) column.push(value);
      else column.splice(at, 0, value);
    }
    const rows = this.rows;
    for (let i = count; i > at; i--) rows[i] = rows[i - 1]!;
    rows[at] = row;
    this.count = count + 1;
    if (this.heads !== null) this.insertHead(this.heads, at, key[0] as string | null);
  }

  private insertHead(heads: Float64Array, at: number, text: string | null): void {
    if (text !== null && (this.count === 1 || !text.startsWith(this.prefix))) {
      this.remakeHeads();
      return;
    }
    for (let i = this.count - 1; i > at; i--) heads[i] = heads[i - 1]!;
    heads[at] = text === null ? this.nullHead : headOf(text, this.prefix.length);
  }

  /** With the longest prefix there is. The strings are in order, so the first and the last tell it. */
  private remakeHeads(): void {
    const heads = this.heads!;
    const texts = this.columns[0] as (string | null)[];
    let first = 0;
    let last = this.count - 1;
    while (first < last && texts[first] === null) first++;
    while (last > first && texts[last] === null) last--;
    this.prefix = commonPrefix(texts[first] ?? '', texts[last] ?? '');
    const skip = this.prefix.length;
    for (let i = 0; i < this.count; i++) {
      const text = texts[i]!;
      heads[i] = text === null ? this.nullHead : headOf(text, skip);
    }
  }

  makeRoom(room: number): void {
    if (this.rows.length >= room) return;
    const rows = new Uint32Array(room);
    rows.set(this.rows);
    this.rows = rows;
    if (this.heads !== null) {
      const heads = new Float64Array(room);
      heads.set(this.heads);
      this.heads = heads;
    }
    for (let c = 0; c < this.columns.length; c++) {
      const column = this.columns[c]!;
      if (!(column instanceof Float64Array)) continue;
      const grown = new Float64Array(room);
      grown.set(column);
      this.columns[c] = grown;
    }
  }

  removeAt(at: number): void {
    for (const column of this.columns) {
      if (column instanceof Float64Array) column.copyWithin(at, at + 1, this.count);
      else column.splice(at, 1);
    }
    this.rows.copyWithin(at, at + 1, this.count);
    this.heads?.copyWithin(at, at + 1, this.count);
    this.count--;
  }

  /** Takes the entries from `from` on, and the children from there on, into a new node. */
  tail(owner: number, from: number): GenericNode {
    const columns = this.columns.map((column): KeyColumn => {
      if (!(column instanceof Float64Array)) return column.splice(from);
      const rest = new Float64Array(GENERIC_NODE_MAX);
      rest.set(column.subarray(from, this.count));
      return rest;
    });
    const rows = new Uint32Array(GENERIC_NODE_MAX);
    rows.set(this.rows.subarray(from, this.count));
    const count = this.count - from;
    this.count = from;
    const children = this.children === null ? null : this.children.splice(from);
    const rest = new GenericNode(owner, count, columns, rows, children, this.nullHead);
    if (this.heads !== null) {
      this.remakeHeads();
      rest.remakeHeads();
    }
    return rest;
  }

  /** Drops the last entry, keeping the children. */
  dropLast(): void {
    this.count--;
    for (const column of this.columns) if (!(column instanceof Float64Array)) column.pop();
  }

  /** Adds what the other node holds. */
  append(other: GenericNode): void {
    this.makeRoom(GENERIC_NODE_MAX);
    for (let c = 0; c < this.columns.length; c++) {
      const column = this.columns[c]!;
      const more = other.columns[c]!;
      if (column instanceof Float64Array) column.set((more as Float64Array).subarray(0, other.count), this.count);
      else for (let i = 0; i < other.count; i++) column.push(more[i]!);
    }
    this.rows.set(other.rows.subarray(0, other.count), this.count);
    this.count += other.count;
    if (this.heads !== null) this.remakeHeads();
    if (this.children !== null) for (const child of other.children!) this.children.push(child);
  }
}

const NO_ROWS = new Uint32Array(0);
const NO_HEADS = new Float64Array(0);

/** The node, brought into memory if it is not there. */
export function loaded(node: GenericNode): GenericNode {
  if (node.count < 0) node.load();
  return node;
}
