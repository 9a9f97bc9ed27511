/**
 * Statements whose operators keep rows: tables t and u, of a few hundred rows of some 300 bytes, and generated queries over them
 * whose answers no order of ties decides.
 */
import fc from 'fast-check';

export interface SpillingStatements {
  readonly what: string;
  readonly statements: readonly string[];
  /** The last one's rows come in an order. */
  readonly ordered: boolean;
}

export const tables: readonly string[] = [
  `CREATE TABLE t AS SELECT i AS id, nullif(i * 7 % 23, 5) AS k, i % 4 AS g, (i * 37 % 101)::numeric / 4 AS v,
     i * 1.5::float8 AS f, repeat(chr(97 + i % 26), 250 + i % 90) AS s, date '2024-01-01' + i % 40 AS d
   FROM generate_series(1, 420) i`,
  `CREATE TABLE u AS SELECT i AS x, nullif(i * 11 % 23, 7) AS k, (i * 13 % 89)::numeric AS w, repeat(chr(65 + i % 26), 300) AS r
   FROM generate_series(1, 330) i`,
  'ALTER TABLE t ADD PRIMARY KEY (id)',
  'CREATE INDEX ON t (k, id)',
  'ANALYZE',
];

const one = (what: string, text: fc.Arbitrary<string>, ordered = false): fc.Arbitrary<SpillingStatements> =>
  text.map((query) => ({ what, statements: [query], ordered }));

const filter = fc.constantFrom('true', 't.k < 15', 't.g <> 2', 't.id % 7 <> 0', 't.k IS NOT NULL');
const condition = fc.constantFrom(
  'a.v < b.v AND a.g = 1',
  'a.id + b.id = 200',
  'a.k = b.k AND a.id < b.id',
  'a.s < b.s AND a.id > 380',
);

const cte = fc.tuple(filter, condition, fc.nat(3)).map(([where, on, form]) => {
  const common = `WITH c AS MATERIALIZED (SELECT id, k, g, v, s FROM t WHERE ${where})`;
  switch (form) {
    case 0:
      return `${common} SELECT a.id, b.id, left(a.s || b.s, 3), a.v + b.v FROM c a JOIN c b ON ${on}`;
    case 1:
      return `${common} SELECT id, s FROM c UNION ALL SELECT g, max(s) FROM c GROUP BY g UNION ALL SELECT k, NULL FROM c LIMIT 2000`;
    case 2:
      return `${common} SELECT a.id, (SELECT count(*) FROM c b WHERE b.v > a.v), (SELECT min(s) FROM c) FROM c a WHERE a.g = 3`;
    default:
      return `${common}, e AS MATERIALIZED (SELECT c.*, u.r FROM c LEFT JOIN u USING (k)) SELECT e.id, e.r, c.s FROM e JOIN c ON c.id = e.id`;
  }
});

const recursive = fc
  .tuple(fc.constantFrom('UNION', 'UNION ALL'), fc.integer({ min: 3, max: 60 }))
  .map(([union, step]) => {
    const next = `SELECT id + ${step}, left(repeat(s, 3), 700) || id % 3, nullif(k + 1, 9) FROM r WHERE id < 480`;
    return `WITH RECURSIVE r(id, s, k) AS (SELECT id, s, k FROM t WHERE id <= 200 ${union} ${next}) SELECT * FROM r`;
  });

const nested = fc
  .tuple(
    fc.constantFrom('JOIN', 'LEFT JOIN', 'RIGHT JOIN'),
    fc.constantFrom('t.v > u.w + 20', 't.v = u.w + 100', 't.id < u.x - 290', 't.k < u.k - 18'),
    fc.nat(2),
  )
  .map(([join, on, form]) => {
    if (form === 0) return `SELECT t.id, u.x, u.r, left(t.s, 2) FROM t ${join} u ON ${on}`;
    const not = form === 1 ? '' : 'NOT ';
    return `SELECT t.id, t.s FROM t WHERE ${not}EXISTS (SELECT FROM u WHERE ${on} AND t.s <> lower(u.r))`;
  });

const lateral = fc
  .tuple(fc.constantFrom('CROSS JOIN LATERAL', 'LEFT JOIN LATERAL'), fc.integer({ min: 1, max: 280 }))
  .map(
    ([join, limit]) =>
      `SELECT q.x, q.r, o.g FROM (SELECT DISTINCT g FROM t) o ${join}
     (SELECT x, r FROM u WHERE u.x % 5 <> o.g ORDER BY x DESC LIMIT ${limit}) q ${join.startsWith('LEFT') ? 'ON q.x % 2 = 0' : ''}`,
  );

const calls = fc.constantFrom(
  'row_number()',
  'rank()',
  'dense_rank()',
  'percent_rank()',
  'cume_dist()',
  'ntile(7)',
  'lag(s, 3)',
  "lead(s, g, 'none')",
  'first_value(s)',
  'last_value(v)',
  'nth_value(s, 40)',
  'count(k)',
  'sum(id)',
  'sum(v)',
  'avg(v)',
  'sum(v / 3)',
  'avg(k)',
  'max(s)',
  'min(v)',
  'sum(f)',
  'bool_and(k > 1)',
  'count(*) FILTER (WHERE g = 1)',
);
const bound = fc.constantFrom('UNBOUNDED', '0', '1', '5', '60');
const frame = fc
  .tuple(
    fc.constantFrom('ROWS', 'GROUPS', 'RANGE'),
    bound,
    bound,
    fc.constantFrom('', ' EXCLUDE CURRENT ROW', ' EXCLUDE GROUP', ' EXCLUDE TIES'),
  )
  .map(([mode, from, to, exclude]) => `${mode} BETWEEN ${from} PRECEDING AND ${to} FOLLOWING${exclude}`);
const window = fc
  .tuple(
    fc.array(calls, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', 'PARTITION BY g ', 'PARTITION BY k '),
    fc.constantFrom('id', 'id DESC', 'f'),
    fc.option(frame, { nil: '' }),
  )
  .map(([names, partition, order, extent]) => {
    const over = names.map((call) => `${call} OVER (${partition}ORDER BY ${order} ${extent})`);
    return `SELECT id, s, ${over.join(', ')} FROM t`;
  });
const peers = fc
  .tuple(fc.constantFrom('rank()', 'cume_dist()', 'count(*)', 'sum(v)', 'max(s)'), fc.constantFrom('g', 'k', 'd'))
  .map(([call, order]) => `SELECT id, ${call} OVER (ORDER BY ${order}), left(s, 2) FROM t`);

const gathered = fc.constantFrom(
  'md5(array_agg(s ORDER BY id)::text)',
  "md5(string_agg(s, '-' ORDER BY v DESC, id))",
  'md5(array_agg(DISTINCT s)::text)',
  "md5(string_agg(DISTINCT left(s, 280), ',' ORDER BY left(s, 280) DESC))",
  'count(DISTINCT s)',
  'sum(DISTINCT v)',
  'avg(DISTINCT k)',
  'min(DISTINCT s)',
  'count(DISTINCT v)',
  'jsonb_agg(k ORDER BY id DESC)',
  'array_agg(d ORDER BY k NULLS FIRST, id)',
  'percentile_cont(0.3) WITHIN GROUP (ORDER BY f)',
  'percentile_disc(ARRAY[0.1, 0.9]) WITHIN GROUP (ORDER BY s)',
  'mode() WITHIN GROUP (ORDER BY s)',
  "rank('m') WITHIN GROUP (ORDER BY s)",
  "dense_rank('m') WITHIN GROUP (ORDER BY s DESC)",
  "cume_dist('m') WITHIN GROUP (ORDER BY s)",
  'sum(DISTINCT id) FILTER (WHERE g > 0)',
);
const grouping = fc
  .tuple(
    fc.array(gathered, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', ' GROUP BY g', ' GROUP BY k', ' GROUP BY s', ' GROUP BY ROLLUP (g, k)'),
    fc.constantFrom('', ' HAVING count(*) > 20'),
  )
  .map(([names, by, having]) => `SELECT ${names.join(', ')}, count(*) FROM t${by}${having}`);

const distinctOn = fc
  .constantFrom(
    'k ORDER BY k, id DESC',
    'g, k ORDER BY g DESC, k, v, id',
    's ORDER BY s DESC, id',
    'd ORDER BY d, s, id',
  )
  .map((on) => `SELECT DISTINCT ON (${on.replace(' ORDER', ') id, s, k FROM t ORDER')}`);

/** Of rows with the same id the order is that of u: it stays, too. */
const inOrder = fc
  .tuple(
    fc.constantFrom('JOIN', 'LEFT JOIN'),
    fc.constantFrom('u.k = t.k', 'u.x = t.g', 'u.r = upper(t.s)', 'u.k = t.k AND u.w < t.v'),
    fc.constantFrom('', ' DESC', ' LIMIT 90', ' DESC LIMIT 40 OFFSET 30'),
  )
  .map(([join, on, end]) => `SELECT t.id, t.s, u.x, u.r FROM t ${join} u ON ${on} ORDER BY t.id${end}`);
const inOrderOnce = fc
  .tuple(fc.constantFrom('', 'NOT '), fc.constantFrom('t.s <> lower(u.r)', 'left(t.s, 1) < left(u.r, 1)', 'u.w < t.v'))
  .map(
    ([not, on]) =>
      `SELECT t.id, t.s FROM t WHERE ${not}EXISTS (SELECT FROM u WHERE u.x = t.id AND ${on} AND u.r <> '') ORDER BY t.id LIMIT 90`,
  );

const move = fc.constantFrom(
  'FETCH NEXT',
  'FETCH 40',
  'FETCH FORWARD 150',
  'FETCH ABSOLUTE 200',
  'FETCH RELATIVE 30',
  'MOVE 60',
  'FETCH ALL',
);
const moveBack = fc.constantFrom(
  'FETCH PRIOR',
  'FETCH BACKWARD 70',
  'FETCH LAST',
  'FETCH FIRST',
  'FETCH ABSOLUTE -9',
  'MOVE BACKWARD ALL',
);
const cursor = fc.constantFrom('SCROLL', 'SCROLL HOLD', 'HOLD').chain((kind) => {
  const scrolls = kind.startsWith('SCROLL');
  const moves = fc.array(scrolls ? fc.oneof(move, moveBack) : move, { minLength: 2, maxLength: 7 });
  return moves.map((list): SpillingStatements => {
    const [scroll, hold] = [scrolls ? 'SCROLL ' : '', kind.endsWith('HOLD')];
    const declare = `DECLARE c ${scroll}CURSOR ${hold ? 'WITH HOLD ' : ''}FOR SELECT id, s, v, k FROM t ORDER BY id`;
    const fetches = list.map((text) => `${text} FROM c`);
    const ends = hold ? ['COMMIT', ...fetches, 'CLOSE c'] : [...fetches, 'COMMIT'];
    return { what: 'cursor', statements: ['BEGIN', declare, ...ends], ordered: true };
  });
});

const modifying = fc
  .constantFrom(
    'WITH m AS (INSERT INTO v SELECT id, s FROM t RETURNING id, s) SELECT a.id, b.s FROM m a JOIN m b ON a.id = b.id + 1',
    "WITH m AS (UPDATE v SET s = s || 'x' RETURNING id, s) SELECT count(*), max(s) FROM m",
    'WITH m AS (DELETE FROM v WHERE id % 3 = 0 RETURNING *) SELECT id, s FROM m UNION ALL SELECT id, s FROM m',
  )
  .map((query): SpillingStatements => {
    const before = ['BEGIN', 'CREATE TABLE v (id int, s text)', 'INSERT INTO v SELECT id, s FROM t'];
    return { what: 'modifying CTE', statements: [...before, query, 'ROLLBACK'], ordered: false };
  });

/** `runs`: how many of the kind for one of the others. */
export const kinds: readonly { readonly statements: fc.Arbitrary<SpillingStatements>; readonly runs: number }[] = [
  { statements: one('CTE', cte), runs: 1 },
  { statements: one('recursion', recursive), runs: 1 },
  { statements: one('nested loop', nested), runs: 2 },
  { statements: one('lateral', lateral), runs: 1 },
  { statements: one('window', window), runs: 3 },
  { statements: one('peers', peers), runs: 1 },
  { statements: one('aggregates', grouping), runs: 2 },
  { statements: one('DISTINCT ON', distinctOn, true), runs: 1 },
  { statements: one('join in order', fc.oneof(inOrder, inOrderOnce), true), runs: 2 },
  { statements: cursor, runs: 1 },
  { statements: modifying, runs: 1 },
];
