/**
 * ASSUME an index over one or two columns of several classes (numbers with bigints, floats with NaN and infinities, text), each
 * in either direction with NULLs at either end, and bounds on a prefix of its columns.
 * DO filter and sort the rows directly.
 * ASSERT the cursor gives the same row ids in the same order, in batches of any size, forward and backward, also when the
 * index changes from doubles to scalars between two batches.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { IndexStore } from '../../src/storage/index.ts';
import {
  type ColumnOrder,
  type IndexKey,
  type KeyBound,
  NULL_KEY,
  type Snapshot,
  Storage,
} from '../../src/storage/index.ts';
import { createIndex, insertRow, TransactionManager } from '../../src/transaction/index.ts';
import { compareText as compareTextOfTypes } from '../../src/types/text-order.ts';
import type { Datum } from '../../src/types/type-def.ts';

/** By code points, the slow and obvious way. */
function compareText(a: string, b: string): number {
  const x = Array.from(a, (c) => c.codePointAt(0)!);
  const y = Array.from(b, (c) => c.codePointAt(0)!);
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return x.length - y.length;
}

const classes = {
  number: fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(Infinity, -Infinity, 2n ** 60n, -(2n ** 60n), 2 ** 53 - 1),
  ),
  smallNumber: fc.integer({ min: -3, max: 3 }),
  float: fc.constantFrom(NaN, Infinity, -Infinity, 0, 1.5, -2),
  /** Text in the order of compareText, for which nodes keep heads; `text` goes through a comparison of its own. */
  headed: fc.constantFrom(
    '',
    'a',
    'ab',
    'abc',
    'abcd',
    'abce',
    'abcdefgh',
    'abc\u{1f600}',
    'abc\uffff',
    'abc\ue000',
    'x',
  ),
  /** A type whose scalars are objects, kept as doubles: numeric(p, s). */
  scaled: fc.constantFrom(NaN, 0, 125, -1),
  text: fc.constantFrom('', 'a', 'ab', 'b', '\u{1f600}', '\uffff', 'é'),
} as const;
type Class = keyof typeof classes;

function compareObjects(): number {
  throw new Error('doubles were compared as objects');
}

function comparisonOf(kind: Class): Pick<ColumnOrder, 'scalar' | 'compare'> {
  switch (kind) {
    case 'text':
      return { scalar: 'text', compare: compareText };
    case 'headed':
      return { scalar: 'text', compare: compareTextOfTypes };
    case 'scaled':
      return { scalar: 'object', compare: compareObjects };
    case 'float':
      return { scalar: 'float', compare: null };
    default:
      return { scalar: 'number', compare: null };
  }
}

interface Column {
  readonly kind: Class;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}
const column: fc.Arbitrary<Column> = fc.record({
  kind: fc.constantFrom<Class>('number', 'smallNumber', 'float', 'scaled', 'text', 'headed'),
  descending: fc.boolean(),
  nullsFirst: fc.boolean(),
});

/** Plain comparison of two non-null values; NaN is above everything. */
function compareValues(kind: Class, a: Datum, b: Datum): number {
  if (kind === 'text' || kind === 'headed') return Math.sign(compareText(a as string, b as string));
  const x = Number.isNaN(a) ? 1 : 0;
  const y = Number.isNaN(b) ? 1 : 0;
  if (x + y > 0) return x - y;
  return a! < b! ? -1 : a! > b! ? 1 : 0;
}

function compareKeys(columns: readonly Column[], a: readonly Datum[], b: readonly Datum[]): number {
  for (let c = 0; c < columns.length; c++) {
    const { kind, descending, nullsFirst } = columns[c]!;
    const x = a[c]!;
    const y = b[c]!;
    if (x === null && y === null) continue;
    if (x === null || y === null) return (x === null) === nullsFirst ? -1 : 1;
    const result = compareValues(kind, x, y);
    if (result !== 0) return descending ? -result : result;
  }
  return 0;
}

interface Case {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Datum[])[];
  readonly later: readonly (readonly Datum[])[];
  readonly prefix: readonly KeyBound[];
  readonly lower: Datum | undefined;
  readonly upper: Datum | undefined;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
  readonly backward: boolean;
  readonly batch: number;
}
const cases: fc.Arbitrary<Case> = fc.array(column, { minLength: 1, maxLength: 2 }).chain((columns) => {
  const row = fc.tuple(...columns.map((c) => fc.option(classes[c.kind] as fc.Arbitrary<Datum>, { freq: 5 })));
  return fc.integer({ min: 0, max: columns.length }).chain((prefixLength) => {
    const prefix = columns
      .slice(0, prefixLength)
      .map((c) => fc.oneof(classes[c.kind] as fc.Arbitrary<KeyBound>, fc.constantFrom<KeyBound>(NULL_KEY, null)));
    const next = columns[prefixLength];
    const value: fc.Arbitrary<Datum | undefined> =
      next === undefined
        ? fc.constant(undefined)
        : fc.option(classes[next.kind] as fc.Arbitrary<Datum>, { nil: undefined, freq: 3 });
    return fc.record({
      columns: fc.constant(columns),
      rows: fc.array(row as unknown as fc.Arbitrary<Datum[]>, { maxLength: 60, size: 'max' }),
      later: fc.array(row as unknown as fc.Arbitrary<Datum[]>, { maxLength: 3 }),
      prefix: fc.tuple(...prefix) as unknown as fc.Arbitrary<KeyBound[]>,
      lower: value,
      upper: value,
      lowerInclusive: fc.boolean(),
      upperInclusive: fc.boolean(),
      backward: fc.boolean(),
      batch: fc.constantFrom(1, 2, 7, 1024),
    });
  });
});

function matches(c: Case, row: readonly Datum[]): boolean {
  for (let i = 0; i < c.prefix.length; i++) {
    const bound = c.prefix[i]!;
    if (bound === null) return false;
    if (bound === NULL_KEY) {
      if (row[i] !== null) return false;
    } else if (row[i] === null || compareValues(c.columns[i]!.kind, row[i]!, bound) !== 0) return false;
  }
  if (c.lower === undefined && c.upper === undefined) return true;
  const at = c.prefix.length;
  const value = row[at]!;
  if (value === null) return false;
  const { kind } = c.columns[at]!;
  if (c.lower !== undefined) {
    const order = compareValues(kind, value, c.lower);
    if (order < 0 || (order === 0 && !c.lowerInclusive)) return false;
  }
  if (c.upper !== undefined) {
    const order = compareValues(kind, value, c.upper);
    if (order > 0 || (order === 0 && !c.upperInclusive)) return false;
  }
  return true;
}

function drain(index: IndexStore, snapshot: Snapshot, c: Case, between: () => void): number[] {
  const cursor = index.cursor();
  const lower = c.lower === undefined ? c.prefix : [...c.prefix, c.lower];
  const upper = c.upper === undefined ? c.prefix : [...c.prefix, c.upper];
  // Without a bound of its own a side ends in the prefix, which is an equality.
  const lowerIn = c.lower === undefined || c.lowerInclusive;
  const upperIn = c.upper === undefined || c.upperInclusive;
  cursor.open(snapshot, lower, lowerIn, upper, upperIn, c.backward);
  const out = new Float64Array(1024);
  const rows: number[] = [];
  for (let n = cursor.fill(out, c.batch); n > 0; n = cursor.fill(out, c.batch)) {
    rows.push(...out.subarray(0, n));
    between();
  }
  return rows;
}

test('a range of an index is the filtered and sorted table', () => {
  fc.assert(
    fc.property(cases, (c) => {
      const manager = new TransactionManager();
      const table = new Storage().create(
        1,
        c.columns.map(({ kind }) =>
          kind === 'text' || kind === 'headed'
            ? 'mixed'
            : kind === 'float' || kind === 'scaled'
              ? 'float64'
              : 'integer',
        ),
      );
      const txn = manager.begin();
      const index = createIndex(txn, table, {
        oid: 2,
        columns: c.columns.map((_, i) => i),
        orders: c.columns.map(({ kind, descending, nullsFirst }) => ({
          ...comparisonOf(kind),
          descending,
          nullsFirst,
        })),
        method: 'btree',
        unique: false,
        nullsNotDistinct: false,
        deferrable: false,
        keyOf: null,
      }) as IndexStore;
      const rows = c.rows.map((row) => ({ row, rowId: insertRow(txn, table, row) }));
      manager.commit(txn);
      const expected = rows
        .filter(({ row }) => matches(c, row))
        .sort((a, b) => compareKeys(c.columns, a.row, b.row) || a.rowId - b.rowId)
        .map(({ rowId }) => rowId);
      if (c.backward) expected.reverse();
      const reader = manager.begin();
      const snapshot = reader.takeSnapshot();
      const writer = manager.begin();
      const later = c.later.slice();
      const given = drain(index, snapshot, c, () => {
        const row = later.pop();
        if (row !== undefined) insertRow(writer, table, row);
      });
      assert.equal(given, expected);
      for (const { row } of rows) {
        const key: IndexKey = row.length === 1 ? row[0]! : row;
        const same = rows.filter((other) => compareKeys(c.columns, other.row, row) === 0);
        assert.is(index.find(key, snapshot), same.length === 1 ? same[0]!.rowId : -2);
      }
    }),
    { numRuns: 1500 },
  );
});

test.run();
