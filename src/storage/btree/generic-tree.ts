/**
 * B+tree over keys of any type and any number of columns, in the order a KeyOrder gives, row id last. Structure, splitting and
 * copy-on-write are those of NumberTree; here nodes are plain arrays and keys are compared through the order.
 */

import type { Datum } from '../../types/type-def.ts';
import type { Owner } from '../owner.ts';
import type { IndexKey, KeyOrder } from './key-order.ts';
import { BATCH_MAX } from './number-tree.ts';

const NODE_MAX = 64;
const FILL = (NODE_MAX * 7) >> 3;
const MERGE_BELOW = NODE_MAX >> 2;
const MERGED_MAX = (NODE_MAX * 3) >> 2;

export class GenericNode {
  readonly owner: number;
  readonly keys: IndexKey[];
  readonly rows: number[];
  readonly children: GenericNode[] | null;

  constructor(owner: number, keys: IndexKey[], rows: number[], children: GenericNode[] | null) {
    this.owner = owner;
    this.keys = keys;
    this.rows = rows;
    this.children = children;
  }

  copyFor(owner: number): GenericNode {
    const children = this.children === null ? null : this.children.slice();
    return new GenericNode(owner, this.keys.slice(), this.rows.slice(), children);
  }
}

export class GenericTree {
  private readonly owner: Owner;
  readonly order: KeyOrder;
  root: GenericNode;
  size: number;

  constructor(owner: Owner, order: KeyOrder) {
    this.owner = owner;
    this.order = order;
    this.root = new GenericNode(owner.token, [], [], null);
    this.size = 0;
  }

  share(owner: Owner): GenericTree {
    const copy = new GenericTree(owner, this.order);
    copy.root = this.root;
    copy.size = this.size;
    return copy;
  }

  /** Number of entries (or separators) before (key, row), or not after it when `after`. */
  private position(node: GenericNode, key: IndexKey, row: number, after: boolean): number {
    const { keys, rows } = node;
    const order = this.order;
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const c = order.compare(keys[middle]!, key);
      const r = rows[middle]!;
      if (c < 0 || (c === 0 && (r < row || (after && r === row)))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Number of entries (or separators) below the bound, or not above it when `after`. */
  private boundPosition(node: GenericNode, bound: readonly Datum[], after: boolean): number {
    const keys = node.keys;
    const order = this.order;
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const c = order.compareBound(keys[middle]!, bound);
      if (c < 0 || (after && c === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Row id if exactly one entry has the key, -1 if none, -2 if several. */
  find(key: IndexKey): number {
    const order = this.order;
    let node = this.root;
    while (node.children !== null) node = node.children[this.position(node, key, Infinity, true)]!;
    const at = this.position(node, key, Infinity, true);
    if (at > 0 && order.compare(node.keys[at - 1]!, key) !== 0) return -1;
    if (at >= 2) return order.compare(node.keys[at - 2]!, key) === 0 ? -2 : node.rows[at - 1]!;
    this.seekEntry(key, -1, true);
    const found = this.collect(key, 2, pair);
    if (found === 0) return -1;
    return found === 1 ? pair[0]! : -2;
  }

  insert(key: IndexKey, row: number): boolean {
    const token = this.owner.token;
    let node = this.root;
    if (node.owner !== token) this.root = node = node.copyFor(token);
    if (node.keys.length === NODE_MAX) {
      this.root = new GenericNode(token, [], [], [node]);
      this.splitChild(this.root, 0, node, key, row);
      node = this.root;
    }
    while (node.children !== null) {
      const children: GenericNode[] = node.children;
      let at = this.position(node, key, row, true);
      let child: GenericNode = children[at]!;
      if (child.owner !== token) children[at] = child = child.copyFor(token);
      if (child.keys.length === NODE_MAX) {
        this.splitChild(node, at, child, key, row);
        at = this.position(node, key, row, true);
        child = children[at]!;
      }
      node = child;
    }
    const at = this.position(node, key, row, false);
    if (at < node.keys.length && node.rows[at] === row && this.order.compare(node.keys[at]!, key) === 0) return false;
    if (at === node.keys.length) {
      node.keys.push(key);
      node.rows.push(row);
    } else {
      node.keys.splice(at, 0, key);
      node.rows.splice(at, 0, row);
    }
    this.size++;
    return true;
  }

  private splitChild(parent: GenericNode, at: number, child: GenericNode, key: IndexKey, row: number): void {
    const token = this.owner.token;
    const count = child.keys.length;
    const appends = at === parent.keys.length && this.position(child, key, row, false) === count;
    if (child.children === null) {
      const middle = appends ? count : count >> 1;
      const right = new GenericNode(token, child.keys.splice(middle), child.rows.splice(middle), null);
      parent.keys.splice(at, 0, appends ? key : right.keys[0]!);
      parent.rows.splice(at, 0, appends ? row : right.rows[0]!);
      parent.children!.splice(at + 1, 0, right);
      return;
    }
    const middle = appends ? count - 1 : count >> 1;
    const keys = child.keys.splice(middle + 1);
    const rows = child.rows.splice(middle + 1);
    const right = new GenericNode(token, keys, rows, child.children.splice(middle + 1));
    parent.keys.splice(at, 0, child.keys.pop()!);
    parent.rows.splice(at, 0, child.rows.pop()!);
    parent.children!.splice(at + 1, 0, right);
  }

  has(key: IndexKey, row: number): boolean {
    let node = this.root;
    while (node.children !== null) node = node.children[this.position(node, key, row, true)]!;
    const at = this.position(node, key, row, false);
    return at < node.keys.length && node.rows[at] === row && this.order.compare(node.keys[at]!, key) === 0;
  }

  remove(key: IndexKey, row: number): boolean {
    if (!this.has(key, row)) return false;
    const token = this.owner.token;
    if (this.root.owner !== token) this.root = this.root.copyFor(token);
    this.removeFrom(this.root, key, row);
    let root = this.root;
    while (root.children !== null && root.keys.length === 0) this.root = root = root.children[0]!;
    this.size--;
    return true;
  }

  private removeFrom(node: GenericNode, key: IndexKey, row: number): void {
    const children = node.children;
    if (children === null) {
      const at = this.position(node, key, row, false);
      node.keys.splice(at, 1);
      node.rows.splice(at, 1);
      return;
    }
    const at = this.position(node, key, row, true);
    let child = children[at]!;
    if (child.owner !== this.owner.token) children[at] = child = child.copyFor(this.owner.token);
    this.removeFrom(child, key, row);
    if (child.keys.length >= MERGE_BELOW) return;
    const count = node.keys.length;
    if (count > 0 && isEmpty(child)) {
      const separator = at < count ? at : at - 1;
      children.splice(at, 1);
      node.keys.splice(separator, 1);
      node.rows.splice(separator, 1);
    } else if (at < count) this.mergeChildren(node, at);
    else if (at > 0) this.mergeChildren(node, at - 1);
  }

  private mergeChildren(node: GenericNode, at: number): void {
    const children = node.children!;
    const right = children[at + 1]!;
    let left = children[at]!;
    const inner = left.children !== null;
    if (left.keys.length + right.keys.length + (inner ? 1 : 0) > MERGED_MAX) return;
    if (left.owner !== this.owner.token) children[at] = left = left.copyFor(this.owner.token);
    if (inner) {
      left.keys.push(node.keys[at]!);
      left.rows.push(node.rows[at]!);
      for (const grandchild of right.children!) left.children!.push(grandchild);
    }
    for (let i = 0; i < right.keys.length; i++) {
      left.keys.push(right.keys[i]!);
      left.rows.push(right.rows[i]!);
    }
    children.splice(at + 1, 1);
    node.keys.splice(at, 1);
    node.rows.splice(at, 1);
  }

  /** Where the next collect begins: at the first entry after (key, row); before it when going `back`. */
  seekEntry(key: IndexKey, row: number, forward: boolean): void {
    depth = 0;
    let node = this.root;
    while (node.children !== null) node = step(node, this.position(node, key, row, forward));
    leaf = node;
    leafAt = this.position(node, key, row, forward);
  }

  /** At the first entry not below the bound, or above it when `after`. Going backward, collect starts just before that place. */
  seekBound(bound: readonly Datum[], after: boolean): void {
    depth = 0;
    let node = this.root;
    while (node.children !== null) node = step(node, this.boundPosition(node, bound, after));
    leaf = node;
    leafAt = this.boundPosition(node, bound, after);
  }

  seekStart(): void {
    depth = 0;
    let node = this.root;
    while (node.children !== null) node = step(node, 0);
    leaf = node;
    leafAt = 0;
  }

  seekEnd(): void {
    depth = 0;
    let node = this.root;
    while (node.children !== null) node = step(node, node.keys.length);
    leaf = node;
    leafAt = node.keys.length;
  }

  /** Entries with exactly this key from the place sought; how many, at most `max`. */
  private collect(key: IndexKey, max: number, out: Float64Array): number {
    let n = 0;
    while (n < max && ready()) {
      const k = leaf.keys[leafAt]!;
      if (this.order.compare(k, key) !== 0) break;
      out[n++] = leaf.rows[leafAt++]!;
    }
    return n;
  }

  /** Row ids and keys (in genericKeys) from the place sought up to the bound. */
  scan(end: readonly Datum[] | null, endInclusive: boolean, out: Float64Array, max: number): number {
    let n = 0;
    while (n < max && ready()) {
      const key = leaf.keys[leafAt]!;
      if (end !== null) {
        const c = this.order.compareBound(key, end);
        if (c > 0 || (c === 0 && !endInclusive)) break;
      }
      genericKeys[n] = key;
      out[n++] = leaf.rows[leafAt++]!;
    }
    return n;
  }

  scanBack(end: readonly Datum[] | null, endInclusive: boolean, out: Float64Array, max: number): number {
    let n = 0;
    while (n < max && readyBack()) {
      const key = leaf.keys[leafAt - 1]!;
      if (end !== null) {
        const c = this.order.compareBound(key, end);
        if (c < 0 || (c === 0 && !endInclusive)) break;
      }
      genericKeys[n] = key;
      out[n++] = leaf.rows[--leafAt]!;
    }
    return n;
  }

  /** Replaces the contents with entries in order. */
  load(keys: IndexKey[], rows: number[]): void {
    const token = this.owner.token;
    this.size = keys.length;
    let level: GenericNode[] = [];
    for (let from = 0; from < keys.length; from += FILL) {
      level.push(new GenericNode(token, keys.slice(from, from + FILL), rows.slice(from, from + FILL), null));
    }
    if (level.length === 0) level.push(new GenericNode(token, [], [], null));
    while (level.length > 1) {
      const parents: GenericNode[] = [];
      for (let from = 0; from < level.length; from += FILL) {
        const children = level.slice(from, from + FILL);
        const firsts = children.slice(1).map(leftmostLeaf);
        const keysOf = firsts.map((first) => first.keys[0]!);
        const rowsOf = firsts.map((first) => first.rows[0]!);
        parents.push(new GenericNode(token, keysOf, rowsOf, children));
      }
      level = parents;
    }
    this.root = level[0]!;
  }
}

/** Keys of the batch that the last scan gave. */
export const genericKeys: IndexKey[] = new Array<IndexKey>(BATCH_MAX).fill(null);
const pair = new Float64Array(2);

// The place sought: a path from the root, and a position in a leaf. Seek and scan happen in one go, so one is enough.
const pathNodes: GenericNode[] = [];
const pathSlots: number[] = [];
let depth = 0;
let leaf = new GenericNode(0, [], [], null);
let leafAt = 0;

function step(node: GenericNode, at: number): GenericNode {
  pathNodes[depth] = node;
  pathSlots[depth++] = at;
  return node.children![at]!;
}

/** Moves on to a leaf with an entry at leafAt; false at the end. */
function ready(): boolean {
  while (leafAt >= leaf.keys.length) {
    while (depth > 0 && pathSlots[depth - 1] === pathNodes[depth - 1]!.keys.length) depth--;
    if (depth === 0) return false;
    let node = pathNodes[depth - 1]!.children![++pathSlots[depth - 1]!]!;
    while (node.children !== null) node = step(node, 0);
    leaf = node;
    leafAt = 0;
  }
  return true;
}

/** Moves back to a leaf with an entry before leafAt; false at the start. */
function readyBack(): boolean {
  while (leafAt === 0) {
    while (depth > 0 && pathSlots[depth - 1] === 0) depth--;
    if (depth === 0) return false;
    let node = pathNodes[depth - 1]!.children![--pathSlots[depth - 1]!]!;
    while (node.children !== null) node = step(node, node.keys.length);
    leaf = node;
    leafAt = node.keys.length;
  }
  return true;
}

function isEmpty(node: GenericNode): boolean {
  return node.keys.length === 0 && (node.children === null || isEmpty(node.children[0]!));
}

function leftmostLeaf(node: GenericNode): GenericNode {
  let first = node;
  while (first.children !== null) first = first.children[0]!;
  return first;
}
