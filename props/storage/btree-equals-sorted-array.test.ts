/**
 * ASSUME any sequence of inserts, removals and forks of a B+tree, over few or many keys, ascending or random.
 * DO the same on a sorted array of (key, row), copied at each fork.
 * ASSERT look-ups and scans, of the tree and of all its forks, give what the arrays give; every node is ordered.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GenericTree } from '../../src/storage/btree/generic-tree.ts';
import { type IndexKey, KeyOrder } from '../../src/storage/btree/key-order.ts';
import { batchKeys, NumberTree } from '../../src/storage/btree/number-tree.ts';
import { Owner } from '../../src/storage/owner.ts';
import { compareText } from '../../src/types/text-order.ts';

type Entry = readonly [key: number, row: number];

/** A tree under test, and how to read it. */
interface Subject {
  readonly tree: NumberTree | GenericTree;
  readonly owner: Owner;
}

const order = new KeyOrder([{ scalar: 'number', compare: null, descending: false, nullsFirst: false }]);
const out = new Float64Array(7);

function forward({ tree }: Subject, from: Entry): Entry[] {
  const entries: Entry[] = [];
  let [key, row] = from;
  for (;;) {
    let n: number;
    if (tree instanceof NumberTree) n = tree.scan(key, row, Infinity, Infinity, out, 7);
    else {
      tree.seekEntry(key, row, true);
      n = tree.scan([], true, out, 7);
    }
    if (n === 0) return entries;
    for (let i = 0; i < n; i++) entries.push([keyAt(tree, i), out[i]!]);
    [key, row] = entries[entries.length - 1]!;
  }
}

function backward({ tree }: Subject, from: Entry): Entry[] {
  const entries: Entry[] = [];
  let [key, row] = from;
  for (;;) {
    let n: number;
    if (tree instanceof NumberTree) n = tree.scanBack(key, row, -Infinity, -1, out, 7);
    else {
      tree.seekEntry(key, row, false);
      n = tree.scanBack([], true, out, 7);
    }
    if (n === 0) return entries;
    for (let i = 0; i < n; i++) entries.push([keyAt(tree, i), out[i]!]);
    [key, row] = entries[entries.length - 1]!;
  }
}

function keyAt(tree: NumberTree | GenericTree, i: number): number {
  return tree instanceof NumberTree ? batchKeys[i]! : (tree.keyGiven(i) as number);
}

const textOrder = new KeyOrder([{ scalar: 'text', compare: compareText, descending: false, nullsFirst: false }]);

/** A GenericTree of strings that stand for numbers. */
class TextTree extends GenericTree {
  constructor(owner: Owner, source: GenericTree | null = null) {
    super(owner, textOrder, source);
  }
  override share(owner: Owner): TextTree {
    return new TextTree(owner, this);
  }
  override insert(key: IndexKey, row: number): boolean {
    return super.insert(textOf(key as number), row);
  }
  override remove(key: IndexKey, row: number): boolean {
    return super.remove(textOf(key as number), row);
  }
  override has(key: IndexKey, row: number): boolean {
    return super.has(typeof key === 'number' ? textOf(key) : key, row);
  }
  override find(key: IndexKey): number {
    return super.find(textOf(key as number));
  }
  override seekEntry(key: IndexKey, row: number, forward: boolean): void {
    const number = key as number;
    super.seekEntry(Math.abs(number) === Infinity ? (number < 0 ? '' : 'v') : textOf(number), row, forward);
  }
  override keyGiven(n: number): IndexKey {
    return Number((super.keyGiven(n) as string).slice(5, 10)) - 1000;
  }
}

class Model {
  readonly entries: Entry[] = [];
  private at(key: number, row: number): number {
    let i = 0;
    while (i < this.entries.length && compare(this.entries[i]!, [key, row]) < 0) i++;
    return i;
  }
  has(key: number, row: number): boolean {
    const found = this.entries[this.at(key, row)];
    return found !== undefined && compare(found, [key, row]) === 0;
  }
  insert(key: number, row: number): boolean {
    if (this.has(key, row)) return false;
    this.entries.splice(this.at(key, row), 0, [key, row]);
    return true;
  }
  remove(key: number, row: number): boolean {
    if (!this.has(key, row)) return false;
    this.entries.splice(this.at(key, row), 1);
    return true;
  }
  find(key: number): number {
    const rows = this.entries.filter((entry) => entry[0] === key);
    return rows.length === 0 ? -1 : rows.length === 1 ? rows[0]![1] : -2;
  }
  copy(): Model {
    const copy = new Model();
    copy.entries.push(...this.entries);
    return copy;
  }
}

function compare(a: Entry, b: Entry): number {
  return a[0] - b[0] || a[1] - b[1];
}

/** A run of one kind of change, long enough to split and merge nodes. */
interface Run {
  readonly kind: 'insert' | 'remove' | 'fork';
  readonly start: number;
  readonly step: number;
  readonly length: number;
}
const run: fc.Arbitrary<Run> = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'remove', 'fork'),
  start: fc.integer({ min: -50, max: 400 }),
  step: fc.constantFrom(1, 1, -1, 0, 7, 131),
  length: fc.constantFrom(1, 3, 40, 200, 700),
});

function law(make: (owner: Owner) => NumberTree | GenericTree): void {
  fc.assert(
    fc.property(
      fc.array(run, { maxLength: 12 }),
      fc.array(fc.integer({ min: -60, max: 700 }), { maxLength: 9 }),
      (runs, probes) => {
        const owner = new Owner();
        const sides: { subject: Subject; model: Model }[] = [
          { subject: { tree: make(owner), owner }, model: new Model() },
        ];
        runs.forEach((step, number) => {
          const side = sides[number % sides.length]!;
          if (step.kind === 'fork') {
            side.subject.owner.renew();
            const other = new Owner();
            sides.push({ subject: { tree: side.subject.tree.share(other), owner: other }, model: side.model.copy() });
            return;
          }
          for (let i = 0; i < step.length; i++) {
            const key = (step.start + i * step.step) % 600;
            const row = step.step === 0 ? i : Math.abs(step.start % 3);
            const { tree } = side.subject;
            if (step.kind === 'insert') assert.is(tree.insert(key, row), side.model.insert(key, row));
            else assert.is(tree.remove(key, row), side.model.remove(key, row));
          }
        });
        for (const { subject, model } of sides) {
          assert.is(subject.tree.size, model.entries.length);
          assert.equal(forward(subject, [-Infinity, -1]), model.entries);
          assert.equal(backward(subject, [Infinity, Infinity]), model.entries.slice().reverse());
          for (const key of probes) {
            assert.is(subject.tree.find(key), model.find(key), `find ${key}`);
            const after = model.entries.filter((entry) => compare(entry, [key, 1]) > 0);
            assert.equal(forward(subject, [key, 1]), after);
            const before = model.entries.filter((entry) => compare(entry, [key, 1]) < 0);
            assert.equal(backward(subject, [key, 1]), before.reverse());
          }
        }
      },
    ),
    { numRuns: 150 },
  );
}

test('a number tree equals a sorted array, and so do its forks', () => {
  law((owner) => new NumberTree(owner));
});
test('a generic tree equals a sorted array, and so do its forks', () => {
  law((owner) => new GenericTree(owner, order));
});

/** Strings in the order of their numbers, with prefixes of several lengths in common. */
function textOf(n: number): string {
  return `user-${String(n + 1000).padStart(5, '0')}@example.com`;
}

test('a tree of text with heads equals a sorted array, and so do its forks', () => {
  law((owner) => new TextTree(owner));
});

test('a loaded tree equals one built by inserts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30_000 }), (size) => {
      const keys = Float64Array.from({ length: size }, (_, i) => i >> 1);
      const rows = Uint32Array.from({ length: size }, (_, i) => i);
      const expected = Array.from(keys, (key, i): Entry => [key, rows[i]!]);
      const number = new NumberTree(new Owner());
      number.load(keys, rows);
      const generic = new GenericTree(new Owner(), order);
      generic.load([...keys], [...rows]);
      for (const tree of [number, generic]) {
        const subject = { tree, owner: new Owner() };
        assert.equal(forward(subject, [-Infinity, -1]), expected);
        if (size > 0) assert.is(tree.insert(size >> 2, 0x7fffffff), true);
        assert.is(tree.size, size === 0 ? 0 : size + 1);
      }
    }),
    { numRuns: 10, examples: [[0], [1], [112], [113], [12_545]] },
  );
});

test.run();
