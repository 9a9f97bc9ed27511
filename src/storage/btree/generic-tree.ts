/**
 * B+tree over keys of any type and any number of columns, in the order a KeyOrder gives, row id last. Structure, splitting and
 * copy-on-write are those of NumberTree; nodes hold their keys column by column.
 */

import { compareText } from '../../types/text-order.ts';
import type { Datum } from '../../types/type-def.ts';
import type { Cache } from '../cache.ts';
import type { Image } from '../image.ts';
import type { Owner } from '../owner.ts';
import { GENERIC_NODE_MAX, GenericNode, loaded } from './generic-node.ts';
import type { IndexKey, KeyOrder } from './key-order.ts';
import { BATCH_MAX } from './number-tree.ts';
import { HEAD_MAX, headOf } from './text-head.ts';

const FILL = (GENERIC_NODE_MAX * 7) >> 3;
const MERGE_BELOW = GENERIC_NODE_MAX >> 2;
const MERGED_MAX = (GENERIC_NODE_MAX * 3) >> 2;

export class GenericTree {
  private readonly owner: Owner;
  readonly order: KeyOrder;
  /** Which columns are in typed arrays: class 'number', until a bigint comes. */
  private numeric: readonly boolean[];
  /** Head of a NULL in nodes that keep heads, else NaN: they do for ascending text in code point order. */
  private readonly nullHead: number;
  root: GenericNode;
  size: number;

  constructor(owner: Owner, order: KeyOrder, source: GenericTree | null = null) {
    this.owner = owner;
    this.order = order;
    this.numeric = source === null ? order.columns.map((column) => column.scalar === 'number') : source.numeric;
    this.nullHead = source === null ? nullHeadFor(order) : source.nullHead;
    this.root = source === null ? this.emptyNode(null) : source.root;
    this.size = source === null ? 0 : source.size;
  }

  /** A tree of the other owner over the same nodes. */
  share(owner: Owner): GenericTree {
    return new GenericTree(owner, this.order, this);
  }

  /** A tree whose root is on disk. */
  static stored(
    owner: Owner,
    order: KeyOrder,
    size: number,
    numeric: readonly boolean[],
    image: Image,
    cache: Cache | null,
  ): GenericTree {
    const tree = new GenericTree(owner, order);
    tree.numeric = numeric;
    tree.size = size;
    tree.root = GenericNode.stored(image, cache, tree.nullHead);
    return tree;
  }

  get numericColumns(): readonly boolean[] {
    return this.numeric;
  }

  /** Levels of inner nodes. */
  height(): number {
    let height = 0;
    for (let node = loaded(this.root); node.children !== null; node = loaded(node.children[0]!)) height++;
    return height;
  }

  private emptyNode(children: GenericNode[] | null): GenericNode {
    return GenericNode.empty(this.owner.token, this.numeric, children, this.nullHead);
  }

  /** Compares the leading columns of an entry with a key or bound of `length` values. */
  private compareAt(node: GenericNode, at: number, key: readonly Datum[], length: number): number {
    const order = this.order;
    const columns = node.columns;
    for (let c = 0; c < length; c++) {
      const x = columns[c]![at]!;
      const y = key[c]!;
      if (x === y) continue;
      if (this.numeric[c]) {
        if (y !== null) {
          if (x < y) return -order.signs[c]!;
          if (x > y) return order.signs[c]!;
        }
        // Equal booleans and numbers, or NULLs: NaN here, null there.
        const isNull = Number.isNaN(x);
        if (isNull === (y === null)) continue;
        return isNull ? order.nullSigns[c]! : -order.nullSigns[c]!;
      }
      const result = order.compareColumn(c, x, y);
      if (result !== 0) return result;
    }
    return 0;
  }

  /** Number of entries (or separators) before (key, row), or not after it when `after`. */
  private position(node: GenericNode, key: readonly Datum[], row: number, after: boolean): number {
    const rows = node.rows;
    let low = 0;
    let high = node.count;
    if (node.heads !== null && narrow(node, node.heads, key[0]!)) {
      low = from;
      high = to;
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      const c = this.compareAt(node, middle, key, key.length);
      const r = rows[middle]!;
      if (c < 0 || (c === 0 && (r < row || (after && r === row)))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Number of entries (or separators) below the bound, or not above it when `after`. */
  private boundPosition(node: GenericNode, bound: readonly Datum[], after: boolean): number {
    let low = 0;
    let high = node.count;
    if (node.heads !== null && bound.length > 0 && narrow(node, node.heads, bound[0]!)) {
      low = from;
      high = to;
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      const c = this.compareAt(node, middle, bound, bound.length);
      if (c < 0 || (after && c === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The key as a tuple, in a scratch array when it is a single value. */
  private tuple(key: IndexKey): readonly Datum[] {
    if (!this.order.single) return key as readonly Datum[];
    scratch[0] = key as Datum;
    return scratch;
  }

  /** Row id if exactly one entry has the key, -1 if none, -2 if several. */
  find(key: IndexKey): number {
    const tuple = this.tuple(key);
    const length = tuple.length;
    let node = loaded(this.root);
    while (node.children !== null) node = loaded(node.children[this.boundPosition(node, tuple, true)]!);
    const at = this.boundPosition(node, tuple, true);
    if (at > 0 && this.compareAt(node, at - 1, tuple, length) !== 0) return -1;
    if (at >= 2) return this.compareAt(node, at - 2, tuple, length) === 0 ? -2 : node.rows[at - 1]!;
    this.seekBound(tuple, false);
    const found = this.scan(tuple, true, pair, 2);
    if (found === 0) return -1;
    return found === 1 ? pair[0]! : -2;
  }

  /** False if the entry was there already. */
  insert(key: IndexKey, row: number): boolean {
    const tuple = this.tuple(key);
    for (let c = 0; c < tuple.length; c++) if (typeof tuple[c] === 'bigint' && this.numeric[c]) this.widen(c);
    const token = this.owner.token;
    let node = loaded(this.root);
    if (node.owner !== token) this.root = node = node.copyFor(token);
    if (node.count === GENERIC_NODE_MAX) {
      this.root = this.emptyNode([node]);
      this.splitChild(this.root, 0, node, tuple, row);
      node = this.root;
    }
    while (node.children !== null) {
      const children: GenericNode[] = node.children;
      let at = this.position(node, tuple, row, true);
      let child: GenericNode = loaded(children[at]!);
      if (child.owner !== token) children[at] = child = child.copyFor(token);
      if (child.count === GENERIC_NODE_MAX) {
        this.splitChild(node, at, child, tuple, row);
        at = this.position(node, tuple, row, true);
        child = loaded(children[at]!);
      }
      node = child;
    }
    const at = this.position(node, tuple, row, false);
    if (this.isAt(node, at, tuple, row)) return false;
    node.insertAt(at, tuple, row);
    this.size++;
    return true;
  }

  private isAt(node: GenericNode, at: number, key: readonly Datum[], row: number): boolean {
    return at < node.count && node.rows[at] === row && this.compareAt(node, at, key, key.length) === 0;
  }

  private splitChild(parent: GenericNode, at: number, child: GenericNode, key: readonly Datum[], row: number): void {
    const token = this.owner.token;
    const count = child.count;
    const appends = at === parent.count && this.position(child, key, row, false) === count;
    if (child.children === null) {
      const right = child.tail(token, appends ? count : count >> 1);
      if (appends) parent.insertAt(at, key, row);
      else parent.insertAt(at, right.keyAt(0), right.rows[0]!);
      parent.children!.splice(at + 1, 0, right);
      return;
    }
    const middle = appends ? count - 1 : count >> 1;
    const right = child.tail(token, middle + 1);
    parent.insertAt(at, child.keyAt(middle), child.rows[middle]!);
    child.dropLast();
    parent.children!.splice(at + 1, 0, right);
  }

  has(key: IndexKey, row: number): boolean {
    const tuple = this.tuple(key);
    let node = loaded(this.root);
    while (node.children !== null) node = loaded(node.children[this.position(node, tuple, row, true)]!);
    return this.isAt(node, this.position(node, tuple, row, false), tuple, row);
  }

  /** False if there was no such entry. */
  remove(key: IndexKey, row: number): boolean {
    if (!this.has(key, row)) return false;
    const token = this.owner.token;
    if (this.root.owner !== token) this.root = loaded(this.root).copyFor(token);
    this.removeFrom(this.root, this.tuple(key), row);
    let root = this.root;
    while (root.children !== null && root.count === 0) this.root = root = loaded(root.children[0]!);
    this.size--;
    return true;
  }

  private removeFrom(node: GenericNode, key: readonly Datum[], row: number): void {
    const children = node.children;
    if (children === null) {
      node.removeAt(this.position(node, key, row, false));
      return;
    }
    const at = this.position(node, key, row, true);
    let child = loaded(children[at]!);
    if (child.owner !== this.owner.token) children[at] = child = child.copyFor(this.owner.token);
    this.removeFrom(child, key, row);
    if (child.count >= MERGE_BELOW) return;
    if (node.count > 0 && isEmpty(child)) {
      children.splice(at, 1);
      node.removeAt(at < node.count ? at : at - 1);
    } else if (at < node.count) this.mergeChildren(node, at);
    else if (at > 0) this.mergeChildren(node, at - 1);
  }

  private mergeChildren(node: GenericNode, at: number): void {
    const children = node.children!;
    const right = loaded(children[at + 1]!);
    let left = loaded(children[at]!);
    const inner = left.children !== null;
    if (left.count + right.count + (inner ? 1 : 0) > MERGED_MAX) return;
    if (left.owner !== this.owner.token) children[at] = left = left.copyFor(this.owner.token);
    if (inner) left.insertAt(left.count, node.keyAt(at), node.rows[at]!);
    left.append(right);
    children.splice(at + 1, 1);
    node.removeAt(at);
  }

  // Scans: seek, then scan at once.

  /** The next scan begins at the first entry after (key, row); going back, before it. */
  seekEntry(key: IndexKey, row: number, forward: boolean): void {
    const tuple = this.tuple(key);
    depth = 0;
    let node = loaded(this.root);
    while (node.children !== null) node = step(node, this.position(node, tuple, row, forward));
    leaf = node;
    leafAt = this.position(node, tuple, row, forward);
  }

  /** At the first entry not below the bound, or above it when `after`. Going backward, a scan starts just before that place. */
  seekBound(bound: readonly Datum[], after: boolean): void {
    depth = 0;
    let node = loaded(this.root);
    while (node.children !== null) node = step(node, this.boundPosition(node, bound, after));
    leaf = node;
    leafAt = this.boundPosition(node, bound, after);
  }

  /** Row ids and keys (in genericKeys) from the place sought up to the bound; the empty bound is the end. */
  scan(end: readonly Datum[], endInclusive: boolean, out: Float64Array, max: number): number {
    let n = 0;
    while (n < max && ready()) {
      if (end.length > 0) {
        const c = this.compareAt(leaf, leafAt, end, end.length);
        if (c > 0 || (c === 0 && !endInclusive)) break;
      }
      this.give(n, leaf, leafAt);
      out[n++] = leaf.rows[leafAt++]!;
    }
    return n;
  }

  scanBack(end: readonly Datum[], endInclusive: boolean, out: Float64Array, max: number): number {
    let n = 0;
    while (n < max && readyBack()) {
      if (end.length > 0) {
        const c = this.compareAt(leaf, leafAt - 1, end, end.length);
        if (c < 0 || (c === 0 && !endInclusive)) break;
      }
      this.give(n, leaf, leafAt - 1);
      out[n++] = leaf.rows[--leafAt]!;
    }
    return n;
  }

  private give(n: number, node: GenericNode, at: number): void {
    givenNodes[n] = node;
    givenSlots[n] = at;
  }

  /** Key of the n-th entry that the last scan gave. */
  keyGiven(n: number): IndexKey {
    const key = givenNodes[n]!.keyAt(givenSlots[n]!);
    return this.order.single ? key[0]! : key;
  }

  // Loading.

  /** Replaces the contents with entries in order. */
  load(keys: readonly IndexKey[], rows: readonly number[]): void {
    this.size = keys.length;
    this.numeric = this.numeric.map(
      (numeric, c) => numeric && !keys.some((key) => typeof this.tuple(key)[c] === 'bigint'),
    );
    let level: GenericNode[] = [];
    for (let from = 0; from < keys.length; from += FILL) {
      const leafNode = this.emptyNode(null);
      const to = Math.min(from + FILL, keys.length);
      for (let i = from; i < to; i++) leafNode.insertAt(i - from, this.tuple(keys[i]!), rows[i]!);
      level.push(leafNode);
    }
    if (level.length === 0) level.push(this.emptyNode(null));
    while (level.length > 1) level = this.parentsOf(level);
    this.root = level[0]!;
  }

  private parentsOf(level: readonly GenericNode[]): GenericNode[] {
    const parents: GenericNode[] = [];
    for (let from = 0; from < level.length; from += FILL) {
      const children = level.slice(from, from + FILL);
      const parent = this.emptyNode(children);
      for (let i = 1; i < children.length; i++) {
        const first = leftmostLeaf(children[i]!);
        parent.insertAt(i - 1, first.keyAt(0), first.rows[0]!);
      }
      parents.push(parent);
    }
    return parents;
  }

  /** A bigint came into a number column: it holds scalars from now on. */
  private widen(column: number): void {
    const keys: IndexKey[] = [];
    const rows: number[] = [];
    this.seekBound([], false);
    while (ready()) {
      const key = leaf.keyAt(leafAt);
      keys.push(this.order.single ? key[0]! : key);
      rows.push(leaf.rows[leafAt++]!);
    }
    const kept = scratch[0]!;
    this.numeric = this.numeric.map((numeric, c) => numeric && c !== column);
    this.load(keys, rows);
    scratch[0] = kept;
  }
}

function nullHeadFor(order: KeyOrder): number {
  const { compare, descending, nullsFirst } = order.columns[0]!;
  if (descending || compare !== compareText) return NaN;
  return nullsFirst ? -1 : HEAD_MAX;
}

// The entries whose heads equal that of the string narrow() was last asked for: [from, to).
let from = 0;
let to = 0;

/** False if the heads cannot tell. */
function narrow(node: GenericNode, heads: Float64Array, text: Datum): boolean {
  if (typeof text !== 'string' || !text.startsWith(node.prefix)) return false;
  const head = headOf(text, node.prefix.length);
  const count = node.count;
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (heads[middle]! < head) low = middle + 1;
    else high = middle;
  }
  from = low;
  while (low < count && heads[low] === head) low++;
  to = low;
  return true;
}

const scratch: Datum[] = [null];
const pair = new Float64Array(2);

// The place sought: a path from the root, and a position in a leaf. Seek and scan happen in one go, so one is enough.
const pathNodes: GenericNode[] = [];
const pathSlots: number[] = [];
let depth = 0;
let leaf = GenericNode.empty(0, [], null, NaN);
let leafAt = 0;
// Where the entries that the last scan gave are.
const givenNodes: GenericNode[] = new Array<GenericNode>(BATCH_MAX).fill(leaf);
const givenSlots = new Int32Array(BATCH_MAX);

function step(node: GenericNode, at: number): GenericNode {
  pathNodes[depth] = node;
  pathSlots[depth++] = at;
  return loaded(node.children![at]!);
}

/** Moves on to a leaf with an entry at leafAt; false at the end. */
function ready(): boolean {
  while (leafAt >= leaf.count) {
    while (depth > 0 && pathSlots[depth - 1] === pathNodes[depth - 1]!.count) depth--;
    if (depth === 0) return false;
    let node = loaded(pathNodes[depth - 1]!.children![++pathSlots[depth - 1]!]!);
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
    let node = loaded(pathNodes[depth - 1]!.children![--pathSlots[depth - 1]!]!);
    while (node.children !== null) node = step(node, node.count);
    leaf = node;
    leafAt = node.count;
  }
  return true;
}

function isEmpty(node: GenericNode): boolean {
  return node.count === 0 && (node.children === null || isEmpty(loaded(node.children[0]!)));
}

function leftmostLeaf(node: GenericNode): GenericNode {
  let first = node;
  while (first.children !== null) first = loaded(first.children[0]!);
  return first;
}
