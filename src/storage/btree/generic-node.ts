/**
 * A node of a GenericTree: keys column by column, so that comparing a number column reads one typed array and no object.
 * Structure as in NumberNode.
 */
import type { Datum } from '../../types/type-def.ts';

export const GENERIC_NODE_MAX = 64;
const FIRST_ROOM = 8;

/** Float64Array for columns of class 'number', with NaN for NULL; longer than `count`. Others hold exactly `count` values. */
export type KeyColumn = Float64Array | Datum[];

export class GenericNode {
  readonly owner: number;
  count: number;
  readonly columns: KeyColumn[];
  rows: Uint32Array;
  readonly children: GenericNode[] | null;

  constructor(owner: number, count: number, columns: KeyColumn[], rows: Uint32Array, children: GenericNode[] | null) {
    this.owner = owner;
    this.count = count;
    this.columns = columns;
    this.rows = rows;
    this.children = children;
  }

  static empty(owner: number, numeric: readonly boolean[], children: GenericNode[] | null): GenericNode {
    const columns = numeric.map((typed): KeyColumn => (typed ? new Float64Array(FIRST_ROOM) : []));
    return new GenericNode(owner, 0, columns, new Uint32Array(FIRST_ROOM), children);
  }

  copyFor(owner: number): GenericNode {
    const children = this.children === null ? null : this.children.slice();
    return new GenericNode(
      owner,
      this.count,
      this.columns.map((column) => column.slice()),
      this.rows.slice(),
      children,
    );
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
  }

  makeRoom(room: number): void {
    if (this.rows.length >= room) return;
    const rows = new Uint32Array(room);
    rows.set(this.rows);
    this.rows = rows;
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
    return new GenericNode(owner, count, columns, rows, children);
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
    if (this.children !== null) for (const child of other.children!) this.children.push(child);
  }
}
