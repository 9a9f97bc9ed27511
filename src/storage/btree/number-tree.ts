/**
 * B+tree over one number column, copy-on-write by ownership. NULL and NaN are not kept here (IndexStore keeps them apart).
 *
 * Inserts split full nodes on the way down, so one pass suffices; at the right edge a split leaves the left node full, which
 * suits ascending keys. Removals drop empty leaves and merge small neighbours. Leaves are not linked (a link would make
 * copying one leaf copy them all); cursors seek again from the root for each batch.
 */
import type { Cache } from '../cache.ts';
import type { Image } from '../image.ts';
import type { Owner } from '../owner.ts';
import { loaded, NODE_MAX, NumberNode } from './number-node.ts';

const MERGE_BELOW = NODE_MAX >> 2;
const MERGED_MAX = (NODE_MAX * 3) >> 2;

export class NumberTree {
  private readonly owner: Owner;
  root: NumberNode;
  size: number;

  constructor(owner: Owner, root: NumberNode = NumberNode.leaf(owner.token), size = 0) {
    this.owner = owner;
    this.root = root;
    this.size = size;
  }

  /** A tree whose root is on disk. */
  static stored(owner: Owner, size: number, image: Image, cache: Cache | null): NumberTree {
    return new NumberTree(owner, NumberNode.stored(image, cache), size);
  }

  /** Levels of inner nodes. */
  height(): number {
    let height = 0;
    for (let node = loaded(this.root); node.children !== null; node = loaded(node.children[0]!)) height++;
    return height;
  }

  /** A tree of the other owner over the same nodes. */
  share(owner: Owner): NumberTree {
    return new NumberTree(owner, this.root, this.size);
  }

  /** Row id if exactly one entry has the key, -1 if none, -2 if several. */
  find(key: number): number {
    let node = loaded(this.root);
    while (node.children !== null) node = loaded(node.children[node.keysUpTo(key)]!);
    const at = node.keysUpTo(key);
    // The entry before `at` is the greatest not above the key, unless this leaf begins above it: removals may leave the key's
    // entries in the leaf before, although a separator with the same key leads here.
    if (at >= 2 || (at === 1 && node.keys[0]! < key)) {
      if (node.keys[at - 1] !== key) return -1;
      if (at >= 2 && node.keys[at - 2] === key) return -2;
      return node.rows[at - 1]!;
    }
    return this.findAcrossLeaves(key);
  }

  private findAcrossLeaves(key: number): number {
    const found = this.scan(key, -1, key, Infinity, pair, 2);
    if (found === 0) return -1;
    return found === 1 ? pair[0]! : -2;
  }

  /** False if the entry was there already. */
  insert(key: number, row: number): boolean {
    const token = this.owner.token;
    let node = loaded(this.root);
    if (node.owner !== token) this.root = node = node.copyFor(token);
    if (node.count === NODE_MAX) node = this.growRoot(key, row);
    while (node.children !== null) {
      const children: NumberNode[] = node.children;
      let at: number = node.upperBound(key, row);
      let child: NumberNode = loaded(children[at]!);
      if (child.owner !== token) children[at] = child = child.copyFor(token);
      if (child.count === NODE_MAX) {
        splitChild(node, at, child, at === node.count, key, row, token);
        at = node.upperBound(key, row);
        child = loaded(children[at]!);
      }
      node = child;
    }
    const at = node.lowerBound(key, row);
    if (at < node.count && node.keys[at] === key && node.rows[at] === row) return false;
    node.insertAt(at, key, row);
    this.size++;
    return true;
  }

  private growRoot(key: number, row: number): NumberNode {
    const token = this.owner.token;
    const old = this.root;
    const root = new NumberNode(token, new Float64Array(8), new Uint32Array(8), 0, [old]);
    this.root = root;
    splitChild(root, 0, old, true, key, row, token);
    return root;
  }

  /** False if there was no such entry. */
  remove(key: number, row: number): boolean {
    if (!this.has(key, row)) return false;
    const token = this.owner.token;
    if (this.root.owner !== token) this.root = loaded(this.root).copyFor(token);
    removeFrom(this.root, key, row, token);
    let root = this.root;
    while (root.children !== null && root.count === 0) this.root = root = loaded(root.children[0]!);
    this.size--;
    return true;
  }

  has(key: number, row: number): boolean {
    let node = loaded(this.root);
    while (node.children !== null) node = loaded(node.children[node.upperBound(key, row)]!);
    const at = node.lowerBound(key, row);
    return at < node.count && node.keys[at] === key && node.rows[at] === row;
  }

  /** Row ids of the entries strictly after (key, row) and strictly before (endKey, endRow), ascending; how many, at most `max`. */
  scan(key: number, row: number, endKey: number, endRow: number, out: Float64Array, max: number): number {
    let depth = 0;
    let node = loaded(this.root);
    while (node.children !== null) {
      const at = node.upperBound(key, row);
      pathNodes[depth] = node;
      pathSlots[depth++] = at;
      node = loaded(node.children[at]!);
    }
    let at = node.upperBound(key, row);
    let n = 0;
    for (;;) {
      const count = node.count;
      const keys = node.keys;
      const rows = node.rows;
      for (; at < count; at++) {
        const k = keys[at]!;
        if (k > endKey || (k === endKey && rows[at]! >= endRow) || n === max) return n;
        batchKeys[n] = k;
        out[n++] = rows[at]!;
      }
      if (n === max) return n;
      while (depth > 0 && pathSlots[depth - 1] === pathNodes[depth - 1]!.count) depth--;
      if (depth === 0) return n;
      node = loaded(pathNodes[depth - 1]!.children![++pathSlots[depth - 1]!]!);
      while (node.children !== null) {
        pathNodes[depth] = node;
        pathSlots[depth++] = 0;
        node = loaded(node.children[0]!);
      }
      at = 0;
    }
  }

  /** The same strictly before (key, row) and strictly after (endKey, endRow), descending. */
  scanBack(key: number, row: number, endKey: number, endRow: number, out: Float64Array, max: number): number {
    let depth = 0;
    let node = loaded(this.root);
    while (node.children !== null) {
      const at = node.lowerBound(key, row);
      pathNodes[depth] = node;
      pathSlots[depth++] = at;
      node = loaded(node.children[at]!);
    }
    let at = node.lowerBound(key, row) - 1;
    let n = 0;
    for (;;) {
      const keys = node.keys;
      const rows = node.rows;
      for (; at >= 0; at--) {
        const k = keys[at]!;
        if (k < endKey || (k === endKey && rows[at]! <= endRow) || n === max) return n;
        batchKeys[n] = k;
        out[n++] = rows[at]!;
      }
      if (n === max) return n;
      while (depth > 0 && pathSlots[depth - 1] === 0) depth--;
      if (depth === 0) return n;
      node = loaded(pathNodes[depth - 1]!.children![--pathSlots[depth - 1]!]!);
      while (node.children !== null) {
        pathNodes[depth] = node;
        pathSlots[depth++] = node.count;
        node = loaded(node.children[node.count]!);
      }
      at = node.count - 1;
    }
  }

  /** Replaces the contents; keys ascending, equal keys by ascending row. */
  load(keys: Float64Array, rows: Uint32Array): void {
    const token = this.owner.token;
    this.size = keys.length;
    let level: NumberNode[] = [];
    for (let from = 0; from < keys.length; from += FILL) {
      const to = Math.min(from + FILL, keys.length);
      const leaf = NumberNode.leaf(token, NODE_MAX);
      leaf.keys.set(keys.subarray(from, to));
      leaf.rows.set(rows.subarray(from, to));
      leaf.count = to - from;
      level.push(leaf);
    }
    if (level.length === 0) level.push(NumberNode.leaf(token));
    while (level.length > 1) level = parentsOf(level, token);
    this.root = level[0]!;
  }
}

/** Entries per node of a loaded tree: room for some inserts before it splits. */
const FILL = (NODE_MAX * 7) >> 3;
/** Most entries one scan may give. */
export const BATCH_MAX = 1024;
/** Keys of the batch that the last scan gave. Scans are synchronous, so one set of scratch arrays serves all trees. */
export const batchKeys = new Float64Array(BATCH_MAX);
const pathNodes: NumberNode[] = [];
const pathSlots: number[] = [];
const pair = new Float64Array(2);

function parentsOf(level: NumberNode[], token: number): NumberNode[] {
  const parents: NumberNode[] = [];
  for (let from = 0; from < level.length; from += FILL) {
    const children = level.slice(from, from + FILL);
    const parent = new NumberNode(
      token,
      new Float64Array(NODE_MAX),
      new Uint32Array(NODE_MAX),
      children.length - 1,
      children,
    );
    for (let i = 1; i < children.length; i++) {
      const first = leftmostLeaf(children[i]!);
      parent.keys[i - 1] = first.keys[0]!;
      parent.rows[i - 1] = first.rows[0]!;
    }
    parents.push(parent);
  }
  return parents;
}

function leftmostLeaf(node: NumberNode): NumberNode {
  let leaf = node;
  while (leaf.children !== null) leaf = loaded(leaf.children[0]!);
  return leaf;
}

/** Splits the full child at `at` (both owned); `atEnd`: there is no child to its right. */
function splitChild(
  parent: NumberNode,
  at: number,
  child: NumberNode,
  atEnd: boolean,
  key: number,
  row: number,
  token: number,
): void {
  const last = child.count - 1;
  const appends = atEnd && (child.keys[last]! < key || (child.keys[last] === key && child.rows[last]! < row));
  if (child.children === null) {
    // An empty right leaf gets the new entry at once; the separator is that entry.
    const middle = appends ? child.count : child.count >> 1;
    const right = child.tail(token, middle);
    child.count = middle;
    if (appends) parent.insertAt(at, key, row);
    else parent.insertAt(at, right.keys[0]!, right.rows[0]!);
    parent.children!.splice(at + 1, 0, right);
    return;
  }
  const middle = appends ? last : child.count >> 1;
  const separatorKey = child.keys[middle]!;
  const separatorRow = child.rows[middle]!;
  const right = child.tail(token, middle + 1);
  child.count = middle;
  parent.insertAt(at, separatorKey, separatorRow);
  parent.children!.splice(at + 1, 0, right);
}

function removeFrom(node: NumberNode, key: number, row: number, token: number): void {
  const children = node.children;
  if (children === null) {
    node.removeAt(node.lowerBound(key, row));
    return;
  }
  const at = node.upperBound(key, row);
  let child = loaded(children[at]!);
  if (child.owner !== token) children[at] = child = child.copyFor(token);
  removeFrom(child, key, row, token);
  if (child.count >= MERGE_BELOW) return;
  if (node.count > 0 && isEmpty(child)) {
    dropChild(node, at);
    return;
  }
  if (at < node.count) mergeChildren(node, at, token);
  else if (at > 0) mergeChildren(node, at - 1, token);
}

function isEmpty(node: NumberNode): boolean {
  return node.count === 0 && (node.children === null || isEmpty(loaded(node.children[0]!)));
}

function dropChild(node: NumberNode, at: number): void {
  node.children!.splice(at, 1);
  node.removeAt(at < node.count ? at : at - 1);
}

/** Moves what child at + 1 holds into child at, if both fit. */
function mergeChildren(node: NumberNode, at: number, token: number): void {
  const children = node.children!;
  const right = loaded(children[at + 1]!);
  let left = loaded(children[at]!);
  const inner = left.children !== null;
  const count = left.count + right.count + (inner ? 1 : 0);
  if (count > MERGED_MAX) return;
  if (left.owner !== token) children[at] = left = left.copyFor(token);
  if (left.keys.length < NODE_MAX) left.makeRoom(NODE_MAX);
  let n = left.count;
  if (inner) {
    left.keys[n] = node.keys[at]!;
    left.rows[n++] = node.rows[at]!;
    for (const grandchild of right.children!) left.children!.push(grandchild);
  }
  left.keys.set(right.keys.subarray(0, right.count), n);
  left.rows.set(right.rows.subarray(0, right.count), n);
  left.count = count;
  children.splice(at + 1, 1);
  node.removeAt(at);
}
