/**
 * ASSUME random rows, and a window function or aggregate over a random partition, order, frame and exclusion.
 * DO     evaluate it in the engine, and by a model that looks for each row at all rows of its partition.
 * ASSERT the same value for every row.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Database } from '../../src/embedded/index.ts';

interface Row {
  readonly id: number;
  readonly g: number | null;
  readonly a: number | null;
  readonly v: number | null;
}

const small = fc.option(fc.integer({ min: -3, max: 6 }), { freq: 6 });
const columns = fc.record({ g: fc.option(fc.integer({ min: 0, max: 2 }), { freq: 6 }), a: small, v: small });
/** Some long enough for states of 64 rows in a tree of states. */
const rowsArbitrary = fc
  .oneof(
    { weight: 4, arbitrary: fc.array(columns, { maxLength: 40 }) },
    { weight: 1, arbitrary: fc.array(columns, { minLength: 130, maxLength: 150 }) },
  )
  .map((rows): Row[] => rows.map((row, id) => ({ id, ...row })));

type Mode = 'ROWS' | 'RANGE' | 'GROUPS';
type Bound = { readonly at: 'preceding' | 'following'; readonly distance: number };
interface Window {
  readonly partitioned: boolean;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  readonly mode: Mode;
  /** Infinity: unbounded; 0 following is the current row. */
  readonly start: Bound;
  readonly end: Bound;
  readonly exclude: 'NO OTHERS' | 'CURRENT ROW' | 'GROUP' | 'TIES';
}

const distance = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 60, max: 100 }) },
  { weight: 4, arbitrary: fc.constant(Number.POSITIVE_INFINITY) },
);
const bound: fc.Arbitrary<Bound> = fc.record({ at: fc.constantFrom('preceding', 'following'), distance });
const windowArbitrary: fc.Arbitrary<Window> = fc
  .record({
    partitioned: fc.boolean(),
    descending: fc.boolean(),
    nullsFirst: fc.boolean(),
    mode: fc.constantFrom<Mode>('ROWS', 'RANGE', 'GROUPS'),
    start: bound,
    end: bound,
    exclude: fc.constantFrom('NO OTHERS', 'CURRENT ROW', 'GROUP', 'TIES'),
  })
  .filter(
    ({ start, end }) =>
      !(start.at === 'following' && (end.at === 'preceding' || start.distance === Number.POSITIVE_INFINITY)) &&
      !(end.at === 'preceding' && end.distance === Number.POSITIVE_INFINITY),
  );

const calls = [
  'count(*)',
  'count(v)',
  'sum(v)',
  'sum(v::numeric)',
  'min(v)',
  'max(v)',
  'bit_or(v)',
  'sum(v::float8)',
  'array_agg(v)',
  'count(*) FILTER (WHERE v > 1)',
  'sum(v) FILTER (WHERE v > 1)',
  'first_value(v)',
  'last_value(v)',
  'nth_value(v, 2)',
  'lag(v)',
  'lead(v, 2, -9)',
  'row_number()',
  'rank()',
  'dense_rank()',
  'ntile(3)',
] as const;
type Call = (typeof calls)[number];

function boundText({ at, distance: n }: Bound): string {
  return `${n === Number.POSITIVE_INFINITY ? 'UNBOUNDED' : n} ${at.toUpperCase()}`;
}
function windowText(w: Window): string {
  const order = `ORDER BY a ${w.descending ? 'DESC' : 'ASC'} NULLS ${w.nullsFirst ? 'FIRST' : 'LAST'}`;
  const frame = `${w.mode} BETWEEN ${boundText(w.start)} AND ${boundText(w.end)} EXCLUDE ${w.exclude}`;
  return `(${w.partitioned ? 'PARTITION BY g ' : ''}${order} ${frame})`;
}

/** The rows in the window's order; ties stand as the table has them. */
function sorted(rows: readonly Row[], w: Window): Row[] {
  return [...rows].sort((x, y) => {
    if (x.a === y.a) return x.id - y.id;
    if (x.a === null || y.a === null) return (x.a === null) === w.nullsFirst ? -1 : 1;
    return w.descending ? y.a - x.a : x.a - y.a;
  });
}

function inFrame(rows: readonly Row[], current: number, other: number, w: Window): boolean {
  const signed = (b: Bound): number => (b.at === 'preceding' ? -b.distance : b.distance);
  const from = signed(w.start);
  const to = signed(w.end);
  const row = rows[current]!;
  const candidate = rows[other]!;
  let place: number;
  if (w.mode === 'ROWS') place = other - current;
  else if (w.mode === 'GROUPS') {
    const groups = [...new Set(rows.map((r) => r.a))];
    place = groups.indexOf(candidate.a) - groups.indexOf(row.a);
  } else if (row.a === null || candidate.a === null) {
    // Nulls have no distance between them: they are in each other's frame whatever its ends.
    if (row.a === candidate.a) return !isExcluded(candidate, row, other === current, w);
    place = other < current ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  } else place = w.descending ? row.a - candidate.a : candidate.a - row.a;
  return place >= from && place <= to && !isExcluded(candidate, row, other === current, w);
}

function isExcluded(candidate: Row, row: Row, isCurrent: boolean, w: Window): boolean {
  switch (w.exclude) {
    case 'NO OTHERS':
      return false;
    case 'CURRENT ROW':
      return isCurrent;
    case 'GROUP':
      return candidate.a === row.a;
    case 'TIES':
      return !isCurrent && candidate.a === row.a;
  }
}

function evaluate(call: Call, partition: readonly Row[], i: number, w: Window): unknown {
  const framed = partition.filter((_, other) => inFrame(partition, i, other, w));
  const values = framed.map((row) => row.v);
  const known = values.filter((v) => v !== null);
  const filtered = known.filter((v) => v > 1);
  const orNull = (list: readonly number[], f: (list: readonly number[]) => number): number | null =>
    list.length === 0 ? null : f(list);
  const add = (list: readonly number[]): number => list.reduce((x, y) => x + y, 0);
  switch (call) {
    case 'count(*)':
      return framed.length;
    case 'count(v)':
      return known.length;
    case 'sum(v)':
    case 'sum(v::float8)':
    case 'sum(v::numeric)':
      return orNull(known, add);
    case 'min(v)':
      return orNull(known, (list) => Math.min(...list));
    case 'max(v)':
      return orNull(known, (list) => Math.max(...list));
    case 'bit_or(v)':
      return orNull(known, (list) => list.reduce((x, y) => x | y));
    case 'array_agg(v)':
      return values.length === 0 ? null : `{${values.map((v) => v ?? 'NULL').join(',')}}`;
    case 'count(*) FILTER (WHERE v > 1)':
      return filtered.length;
    case 'sum(v) FILTER (WHERE v > 1)':
      return orNull(filtered, add);
    case 'first_value(v)':
      return values[0] ?? null;
    case 'last_value(v)':
      return values.at(-1) ?? null;
    case 'nth_value(v, 2)':
      return values[1] ?? null;
    case 'lag(v)':
      return partition[i - 1]?.v ?? null;
    case 'lead(v, 2, -9)':
      return i + 2 < partition.length ? partition[i + 2]!.v : -9;
    case 'row_number()':
      return i + 1;
    case 'rank()':
      return partition.findIndex((row) => row.a === partition[i]!.a) + 1;
    case 'dense_rank()':
      return [...new Set(partition.map((row) => row.a))].indexOf(partition[i]!.a) + 1;
    case 'ntile(3)': {
      const size = Math.floor(partition.length / 3);
      const longer = partition.length % 3;
      const edge = longer * (size + 1);
      return i < edge ? Math.floor(i / (size + 1)) + 1 : longer + Math.floor((i - edge) / size) + 1;
    }
  }
}

test('windows give what a look at the whole partition gives', () => {
  fc.assert(
    fc.property(
      rowsArbitrary,
      fc.array(fc.tuple(fc.constantFrom(...calls), windowArbitrary), { minLength: 1, maxLength: 6 }),
      (rows, list) => {
        const connection = Database.inMemory().connectAnonymous('default', 'app');
        connection.execute('CREATE TABLE t1 (id int, g int, a int, v int)');
        for (const { id, g, a, v } of rows) connection.execute(`INSERT INTO t1 VALUES (${id}, ${g}, ${a}, ${v})`);
        for (const [call, window] of list) {
          const sql = `SELECT id, (${call} OVER ${windowText(window)})::text AS r FROM t1 ORDER BY id`;
          const expected = new Map<number, unknown>();
          const groups = new Map<number | null, Row[]>();
          for (const row of sorted(rows, window)) {
            const key = window.partitioned ? row.g : 0;
            groups.set(key, [...(groups.get(key) ?? []), row]);
          }
          for (const partition of groups.values()) {
            partition.forEach((row, i) => {
              expected.set(row.id, evaluate(call, partition, i, window));
            });
          }
          for (const { id, r } of connection.execute(sql).rows as unknown as { id: number; r: string | null }[]) {
            const value = expected.get(id);
            assert.is(r, value === null ? null : String(value), `row ${id}: ${sql}`);
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});

test.run();
