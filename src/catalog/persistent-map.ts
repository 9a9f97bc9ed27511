/**
 * An immutable hash map: a hash array mapped trie (Bagwell, "Ideal Hash Trees", 2001). Thirty-two way nodes with a bitmap, so
 * that a change copies one short path and shares the rest; a share of the whole map is a pointer.
 *
 * Keys are OIDs (hashed by their own bits: OIDs are dense, so the trie stays flat) or strings. Many changes at once go through
 * `transient()`: nodes made by the builder carry its owner token and are changed in place until `persistent()` gives them away.
 */

/** One key; `hash` is kept so that strings are hashed once. */
class Entry<K, V> {
  readonly hash: number;
  readonly key: K;
  readonly value: V;
  constructor(hash: number, key: K, value: V) {
    this.hash = hash;
    this.key = key;
    this.value = value;
  }
}

/** Keys whose 32 hash bits are all equal. */
class Collision<K, V> {
  readonly hash: number;
  readonly entries: readonly Entry<K, V>[];
  constructor(hash: number, entries: readonly Entry<K, V>[]) {
    this.hash = hash;
    this.entries = entries;
  }
}

type Slot<K, V> = Entry<K, V> | Collision<K, V> | Branch<K, V>;

/** `bitmap` says which of the 32 children exist; `slots` holds those, in order. */
class Branch<K, V> {
  readonly owner: object | null;
  bitmap: number;
  slots: Slot<K, V>[];
  constructor(owner: object | null, bitmap: number, slots: Slot<K, V>[]) {
    this.owner = owner;
    this.bitmap = bitmap;
    this.slots = slots;
  }
}

function hashOf(key: number | string): number {
  if (typeof key === 'number') return key | 0;
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  // FNV leaves the low bits of short keys alike, and the low bits choose the first branch.
  return hash ^ (hash >>> 15);
}

function popCount(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Sets when a put added a key or a removal took one away. */
interface Outcome {
  changed: boolean;
}

function pair<K, V>(a: Entry<K, V> | Collision<K, V>, b: Entry<K, V>, shift: number, owner: object | null): Slot<K, V> {
  if (a.hash === b.hash) return new Collision(a.hash, a instanceof Collision ? [...a.entries, b] : [a, b]);
  const indexA = (a.hash >>> shift) & 31;
  const indexB = (b.hash >>> shift) & 31;
  if (indexA === indexB) return new Branch(owner, 1 << indexA, [pair(a, b, shift + 5, owner)]);
  return new Branch(owner, (1 << indexA) | (1 << indexB), indexA < indexB ? [a, b] : [b, a]);
}

function putIn<K, V>(
  node: Branch<K, V>,
  entry: Entry<K, V>,
  shift: number,
  owner: object | null,
  outcome: Outcome,
): Branch<K, V> {
  const bit = 1 << ((entry.hash >>> shift) & 31);
  const at = popCount(node.bitmap & (bit - 1));
  const target = owner !== null && node.owner === owner ? node : new Branch(owner, node.bitmap, node.slots.slice());
  if ((node.bitmap & bit) === 0) {
    target.bitmap |= bit;
    target.slots.splice(at, 0, entry);
    outcome.changed = true;
    return target;
  }
  target.slots[at] = putSlot(node.slots[at]!, entry, shift + 5, owner, outcome);
  return target;
}

function putSlot<K, V>(
  slot: Slot<K, V>,
  entry: Entry<K, V>,
  shift: number,
  owner: object | null,
  outcome: Outcome,
): Slot<K, V> {
  if (slot instanceof Branch) return putIn(slot, entry, shift, owner, outcome);
  if (slot instanceof Entry) {
    if (slot.key === entry.key) return entry;
  } else if (slot.hash === entry.hash) {
    const at = slot.entries.findIndex((e) => e.key === entry.key);
    if (at >= 0) return new Collision(slot.hash, slot.entries.with(at, entry));
  }
  outcome.changed = true;
  return pair(slot, entry, shift, owner);
}

/** The slot without the key; null when nothing is left. A branch with one leaf is replaced by the leaf, so equal maps look alike. */
function removeFrom<K, V>(
  slot: Slot<K, V>,
  hash: number,
  key: K,
  shift: number,
  owner: object | null,
  outcome: Outcome,
): Slot<K, V> | null {
  if (slot instanceof Entry) {
    if (slot.key !== key) return slot;
    outcome.changed = true;
    return null;
  }
  if (slot instanceof Collision) {
    const rest = slot.entries.filter((e) => e.key !== key);
    if (slot.hash !== hash || rest.length === slot.entries.length) return slot;
    outcome.changed = true;
    return rest.length === 1 ? rest[0]! : new Collision(hash, rest);
  }
  const bit = 1 << ((hash >>> shift) & 31);
  if ((slot.bitmap & bit) === 0) return slot;
  const at = popCount(slot.bitmap & (bit - 1));
  const child = removeFrom(slot.slots[at]!, hash, key, shift + 5, owner, outcome);
  if (!outcome.changed) return slot;
  const target = owner !== null && slot.owner === owner ? slot : new Branch(owner, slot.bitmap, slot.slots.slice());
  if (child !== null) target.slots[at] = child;
  else {
    target.bitmap &= ~bit;
    target.slots.splice(at, 1);
  }
  if (target.slots.length === 0) return null;
  const only = target.slots[0]!;
  return target.slots.length === 1 && shift > 0 && !(only instanceof Branch) ? only : target;
}

function* entriesOf<K, V>(slot: Slot<K, V>): Generator<readonly [K, V]> {
  if (slot instanceof Entry) yield [slot.key, slot.value];
  else if (slot instanceof Collision) for (const e of slot.entries) yield [e.key, e.value];
  else for (const child of slot.slots) yield* entriesOf(child);
}

const emptyRoot: Branch<never, never> = new Branch<never, never>(null, 0, []);

export class PersistentMap<K extends number | string, V> {
  private static readonly none = new PersistentMap<never, never>(emptyRoot, 0);

  readonly size: number;
  private readonly root: Branch<K, V>;

  private constructor(root: Branch<K, V>, size: number) {
    this.root = root;
    this.size = size;
  }

  static empty<K extends number | string, V>(): PersistentMap<K, V> {
    return PersistentMap.none as unknown as PersistentMap<K, V>;
  }

  static from<K extends number | string, V>(entries: Iterable<readonly [K, V]>): PersistentMap<K, V> {
    const builder = PersistentMap.empty<K, V>().transient();
    for (const [key, value] of entries) builder.put(key, value);
    return builder.persistent();
  }

  get(key: K): V | undefined {
    const hash = hashOf(key);
    let slot: Slot<K, V> = this.root;
    for (let shift = 0; slot instanceof Branch; shift += 5) {
      const bit = 1 << ((hash >>> shift) & 31);
      if ((slot.bitmap & bit) === 0) return undefined;
      slot = slot.slots[popCount(slot.bitmap & (bit - 1))]!;
    }
    if (slot instanceof Entry) return slot.key === key ? slot.value : undefined;
    return slot.entries.find((e) => e.key === key)?.value;
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  put(key: K, value: V): PersistentMap<K, V> {
    const outcome = { changed: false };
    const root = putIn(this.root, new Entry(hashOf(key), key, value), 0, null, outcome);
    return new PersistentMap(root, outcome.changed ? this.size + 1 : this.size);
  }

  /** The map without the key; itself when the key is not there. */
  remove(key: K): PersistentMap<K, V> {
    const outcome = { changed: false };
    const root = removeFrom(this.root as Slot<K, V>, hashOf(key), key, 0, null, outcome);
    if (!outcome.changed) return this;
    return root === null ? PersistentMap.empty() : new PersistentMap(root as Branch<K, V>, this.size - 1);
  }

  /** Entries in the trie's order, which is no order a caller may rely on. */
  *entries(): Generator<readonly [K, V]> {
    yield* entriesOf<K, V>(this.root);
  }

  *values(): Generator<V> {
    for (const entry of entriesOf<K, V>(this.root)) yield entry[1];
  }

  *keys(): Generator<K> {
    for (const entry of entriesOf<K, V>(this.root)) yield entry[0];
  }

  transient(): TransientMap<K, V> {
    return new TransientMap(this.root, this.size, (root, size) => new PersistentMap(root, size));
  }
}

/** Builder of one PersistentMap: changes its own nodes in place. Of no use after `persistent()`. */
export class TransientMap<K extends number | string, V> {
  size: number;
  private root: Branch<K, V>;
  private owner: object | null = {};
  private readonly finish: (root: Branch<K, V>, size: number) => PersistentMap<K, V>;

  constructor(root: Branch<K, V>, size: number, finish: (root: Branch<K, V>, size: number) => PersistentMap<K, V>) {
    this.root = root;
    this.size = size;
    this.finish = finish;
  }

  put(key: K, value: V): void {
    const outcome = { changed: false };
    this.root = putIn(this.root, new Entry(hashOf(key), key, value), 0, this.token(), outcome);
    if (outcome.changed) this.size++;
  }

  remove(key: K): void {
    const outcome = { changed: false };
    const root = removeFrom(this.root as Slot<K, V>, hashOf(key), key, 0, this.token(), outcome);
    if (!outcome.changed) return;
    this.root = (root ?? emptyRoot) as Branch<K, V>;
    this.size--;
  }

  persistent(): PersistentMap<K, V> {
    this.token();
    this.owner = null;
    return this.finish(this.root, this.size);
  }

  private token(): object {
    if (this.owner === null) throw new Error('the builder has already given its map away');
    return this.owner;
  }
}
