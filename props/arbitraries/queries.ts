/**
 * Random tables and queries over them, as SQL text. Values are few and nulls frequent, so that joins meet, groups form and
 * three-valued logic shows. Nothing generated raises an error or depends on row order: results compare as multisets.
 */
import fc from 'fast-check';

/** Tables t1, t2, t3, each (a int, b int, c text). */
export const tableNames = ['t1', 't2', 't3'] as const;

export interface Row {
  readonly a: number | null;
  readonly b: number | null;
  readonly c: string | null;
}

const smallInteger = fc.integer({ min: 0, max: 5 });
const nullable = <T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arb, { nil: null, freq: 4 });
const word = fc.constantFrom('', 'a', 'ab', 'abc', 'b', 'B', 'é', '𝒳');

export const rowArbitrary: fc.Arbitrary<Row> = fc.record({
  a: nullable(smallInteger),
  b: nullable(smallInteger),
  c: nullable(word),
});

export interface Tables {
  readonly rows: readonly (readonly Row[])[];
  /** Statements that make some indexes. */
  readonly indexes: readonly string[];
}

const indexArbitrary: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...tableNames),
    fc.constantFrom('a', 'b', 'c', 'a, b', 'b, a', 'c, a', 'a DESC', 'b DESC NULLS LAST', 'c, b DESC', 'a, c, b'),
  )
  .map(([table, columns]) => `CREATE INDEX ON ${table} (${columns})`);

export const tablesArbitrary: fc.Arbitrary<Tables> = fc.record({
  rows: fc.tuple(
    fc.array(rowArbitrary, { maxLength: 30 }),
    fc.array(rowArbitrary, { maxLength: 12 }),
    fc.array(rowArbitrary, { maxLength: 6 }),
  ),
  indexes: fc.array(indexArbitrary, { maxLength: 4 }),
});

export function literal(value: number | string | null): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

/** Statements that create and fill the tables. `columns`: further text of each CREATE TABLE. */
export function setupStatements(tables: Tables): string[] {
  const statements: string[] = [];
  tableNames.forEach((name, i) => {
    statements.push(`CREATE TABLE ${name} (a int, b int, c text)`);
    const rows = tables.rows[i]!.map((row) => `(${literal(row.a)}, ${literal(row.b)}, ${literal(row.c)})`);
    if (rows.length > 0) statements.push(`INSERT INTO ${name} VALUES ${rows.join(', ')}`);
  });
  return [...statements, ...tables.indexes];
}

/** Columns that an expression may use, by kind. */
export interface Columns {
  readonly ints: readonly string[];
  readonly texts: readonly string[];
}

export function columnsOf(...aliases: string[]): Columns {
  return {
    ints: aliases.flatMap((alias) => [`${alias}.a`, `${alias}.b`]),
    texts: aliases.map((alias) => `${alias}.c`),
  };
}

export function intExpr(columns: Columns, depth: number): fc.Arbitrary<string> {
  const column = fc.constantFrom(...columns.ints);
  const leaf = fc.oneof({ weight: 4, arbitrary: column }, smallInteger.map(String), fc.constant('NULL::int'));
  if (depth <= 0) return leaf;
  const inner = intExpr(columns, depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    fc.tuple(inner, fc.constantFrom('+', '-', '*'), inner).map(([l, op, r]) => `(${l} ${op} ${r})`),
    fc.tuple(inner, inner).map(([l, r]) => `coalesce(${l}, ${r})`),
    fc
      .tuple(predicate(columns, depth - 1, false), inner, inner)
      .map(([p, l, r]) => `CASE WHEN ${p} THEN ${l} ELSE ${r} END`),
    fc.tuple(inner, inner).map(([l, r]) => `nullif(${l}, ${r})`),
  );
}

const comparison = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');

/** A condition; with `subqueries`, EXISTS and IN among it. */
export function predicate(columns: Columns, depth: number, subqueries: boolean): fc.Arbitrary<string> {
  const ints = fc.constantFrom(...columns.ints);
  const texts = fc.constantFrom(...columns.texts);
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(ints, comparison, smallInteger).map((p) => p.join(' ')) },
    { weight: 4, arbitrary: fc.tuple(ints, comparison, ints).map((p) => p.join(' ')) },
    { weight: 2, arbitrary: fc.tuple(texts, comparison, word).map(([t, op, w]) => `${t} ${op} '${w}'`) },
    fc.tuple(texts, fc.constantFrom("'a%'", "'ab%'", "'%b'", "'_'", "''")).map(([t, w]) => `${t} LIKE ${w}`),
    fc.tuple(fc.oneof(ints, texts), fc.constantFrom('IS NULL', 'IS NOT NULL')).map((p) => p.join(' ')),
    fc
      .tuple(ints, fc.constantFrom('IN', 'NOT IN'), fc.array(nullable(smallInteger), { minLength: 1, maxLength: 4 }))
      .map(([i, op, list]) => `${i} ${op} (${list.map(literal).join(', ')})`),
    fc.tuple(ints, smallInteger, smallInteger).map(([i, low, high]) => `${i} BETWEEN ${low} AND ${high}`),
    fc.tuple(ints, ints).map(([l, r]) => `${l} IS DISTINCT FROM ${r}`),
    fc
      .tuple(ints, fc.constantFrom('int8', 'int2', 'numeric', 'float8'), comparison, ints)
      .map(([l, type, op, r]) => `${l}::${type} ${op} ${r}`),
    fc
      .tuple(ints, comparison, fc.constantFrom('2.5', '3::int8', '2::int2', '5000000000', '1.0::float8'))
      .map((p) => p.join(' ')),
    fc
      .tuple(ints, ints, fc.constantFrom('<', '<=', '>', '>=', '=', '<>'), smallInteger, smallInteger)
      .map(([l, r, op, x, y]) => `(${l}, ${r}) ${op} (${x}, ${y})`),
    fc.constantFrom('true', 'false', 'NULL::bool'),
  );
  if (depth <= 0) return leaf;
  const inner = predicate(columns, depth - 1, subqueries);
  const compound = [
    { weight: 5, arbitrary: leaf },
    { weight: 3, arbitrary: fc.tuple(inner, inner).map(([l, r]) => `(${l} AND ${r})`) },
    { weight: 3, arbitrary: fc.tuple(inner, inner).map(([l, r]) => `(${l} OR ${r})`) },
    { weight: 2, arbitrary: inner.map((p) => `NOT (${p})`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(inner, fc.constantFrom('TRUE', 'FALSE', 'UNKNOWN', 'NOT TRUE', 'NOT FALSE'))
        .map(([p, t]) => `(${p}) IS ${t}`),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(intExpr(columns, 1), comparison, intExpr(columns, 1)).map(([l, op, r]) => `${l} ${op} ${r}`),
    },
  ];
  if (subqueries) compound.push({ weight: 4, arbitrary: subqueryPredicate(columns, 'x', depth > 1) });
  return fc.oneof(...compound);
}

/** EXISTS, IN and comparisons with an aggregate over a table under the alias, correlated or not; one more level if `nested`. */
function subqueryPredicate(columns: Columns, alias: string, nested: boolean): fc.Arbitrary<string> {
  const table = fc.constantFrom(...tableNames);
  const own = columnsOf(alias);
  const both: Columns = { ints: [...own.ints, ...columns.ints], texts: [...own.texts, ...columns.texts] };
  const wheres = [
    predicate(own, 1, false),
    predicate(both, 1, false),
    fc.tuple(fc.constantFrom(...own.ints), fc.constantFrom(...columns.ints)).map(([l, r]) => `${l} = ${r}`),
    fc
      .tuple(fc.constantFrom(...own.ints), fc.constantFrom(...columns.ints), predicate(own, 0, false))
      .map(([l, r, p]) => `${l} = ${r} AND ${p}`),
  ];
  if (nested) wheres.push(subqueryPredicate(both, `${alias}x`, false));
  const where = fc.oneof(...wheres);
  const from = fc.tuple(table, where).map(([t, w]) => `FROM ${t} ${alias} WHERE ${w}`);
  const outer = fc.constantFrom(...columns.ints);
  const inner = fc.constantFrom(...own.ints);
  return fc.oneof(
    fc
      .tuple(fc.constantFrom('EXISTS', 'NOT EXISTS'), from, fc.constantFrom('', ' LIMIT 1', ' OFFSET 1'))
      .map(([e, f, tail]) => `${e} (SELECT 1 ${f}${tail})`),
    fc
      .tuple(outer, fc.constantFrom('IN', 'NOT IN', '= ANY', '<> ALL', '< ANY', '>= ALL'), inner, from)
      .map(([o, op, i, f]) => `${o} ${op} (SELECT ${i} ${f})`),
    fc.tuple(outer, comparison, scalarSubquery(columns, alias)).map(([o, op, sub]) => `${o} ${op} ${sub}`),
    fc
      .tuple(outer, outer, fc.constantFrom('IN', 'NOT IN'), from)
      .map(([l, r, op, f]) => `(${l}, ${r}) ${op} (SELECT ${alias}.a, ${alias}.b ${f})`),
  );
}

/** An aggregate over a table, correlated or not: exactly one row. */
function scalarSubquery(columns: Columns, alias: string): fc.Arbitrary<string> {
  const own = columnsOf(alias);
  const both: Columns = { ints: [...own.ints, ...columns.ints], texts: [...own.texts, ...columns.texts] };
  const aggregate = fc.constantFrom(
    'count(*)',
    `count(${alias}.b)`,
    `max(${alias}.a)`,
    `min(${alias}.b)`,
    `sum(${alias}.a)`,
    `max(${alias}.a) + count(*)`,
    `count(DISTINCT ${alias}.b)`,
  );
  const where = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(fc.constantFrom(...own.ints), fc.constantFrom(...columns.ints)).map((p) => p.join(' = ')),
    },
    predicate(both, 1, false),
    predicate(own, 1, false),
  );
  return fc
    .tuple(aggregate, fc.constantFrom(...tableNames), where)
    .map(([a, t, w]) => `(SELECT ${a} FROM ${t} ${alias} WHERE ${w})`);
}

export interface From {
  readonly text: string;
  readonly columns: Columns;
}

/** Up to three relations under aliases p, q, r: tables, sub-queries, joined in every way. */
export const fromArbitrary: fc.Arbitrary<From> = fc.integer({ min: 1, max: 3 }).chain((count) => {
  const aliases = ['p', 'q', 'r'].slice(0, count);
  const items = fc.tuple(...aliases.map((alias) => relation(alias)));
  const joins = fc.tuple(
    ...aliases.slice(1).map((_, i) => {
      const before = columnsOf(...aliases.slice(0, i + 1));
      const all = columnsOf(...aliases.slice(0, i + 2));
      const equality = fc
        .tuple(fc.constantFrom(...before.ints), fc.constantFrom(`${aliases[i + 1]}.a`, `${aliases[i + 1]}.b`))
        .map(([l, r]) => `${l} = ${r}`);
      const on = fc.oneof(
        { weight: 3, arbitrary: equality },
        fc.tuple(equality, predicate(all, 0, false)).map(([e, p]) => `${e} AND ${p}`),
      );
      return fc.oneof(
        fc.tuple(fc.constantFrom('JOIN', 'LEFT JOIN', 'RIGHT JOIN'), fc.oneof(on, predicate(all, 1, false))),
        fc.tuple(fc.constant('FULL JOIN'), equality),
        fc.tuple(fc.constant('CROSS JOIN'), fc.constant('')),
        fc.tuple(fc.constant('LATERAL'), lateralJoin(before, aliases[i + 1]!)),
      );
    }),
  );
  return fc.tuple(items, joins).map(([relations, joined]) => {
    let text = relations[0]!;
    relations.slice(1).forEach((item, i) => {
      const [type, on] = joined[i]!;
      if (type === 'LATERAL') {
        text += on;
        return;
      }
      text += ` ${type} ${item}${on === '' ? '' : ` ON ${on}`}`;
    });
    return { text, columns: columnsOf(...aliases) };
  });
});

/** A sub-query that uses the columns to its left. */
function lateralJoin(before: Columns, alias: string): fc.Arbitrary<string> {
  const own = columnsOf('z');
  const both: Columns = { ints: [...own.ints, ...before.ints], texts: [...own.texts, ...before.texts] };
  const table = fc.constantFrom(...tableNames);
  const query = fc.oneof(
    fc
      .tuple(intExpr(both, 1), table, predicate(both, 1, false))
      .map(([e, t, w]) => `SELECT z.a, ${e} AS b, z.c FROM ${t} z WHERE ${w}`),
    fc
      .tuple(table, fc.constantFrom(...own.ints), fc.constantFrom(...before.ints))
      .map(([t, l, r]) => `SELECT * FROM ${t} z WHERE ${l} = ${r} ORDER BY z.a, z.b, z.c LIMIT 2`),
    fc
      .tuple(table, fc.constantFrom(...own.ints), fc.constantFrom(...before.ints))
      .map(([t, l, r]) => `SELECT max(z.a) AS a, count(*)::int AS b, min(z.c) AS c FROM ${t} z WHERE ${l} = ${r}`),
  );
  return fc
    .tuple(
      fc.constantFrom('JOIN', 'LEFT JOIN'),
      query,
      fc.oneof(fc.constant('true'), predicate(columnsOf(alias), 0, false)),
    )
    .map(([type, q, on]) => ` ${type} LATERAL (${q}) ${alias} ON ${on}`);
}

function relation(alias: string): fc.Arbitrary<string> {
  const own = columnsOf('y');
  const table = fc.constantFrom(...tableNames);
  return fc.oneof(
    { weight: 5, arbitrary: table.map((t) => `${t} ${alias}`) },
    fc.tuple(table, predicate(own, 1, false)).map(([t, p]) => `(SELECT * FROM ${t} y WHERE ${p}) ${alias}`),
    fc
      .tuple(table, intExpr(own, 1), predicate(own, 0, false))
      .map(([t, e, p]) => `(SELECT y.a, ${e} AS b, y.c FROM ${t} y WHERE ${p}) ${alias}`),
    fc
      .tuple(table, fc.constantFrom('max(y.b)', 'count(*)::int', 'min(y.a)'))
      .map(([t, a]) => `(SELECT y.a, ${a} AS b, y.c FROM ${t} y GROUP BY y.a, y.c) ${alias}`),
    fc
      .tuple(table, table, fc.constantFrom('UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT'))
      .map(([t, u, op]) => `(SELECT a, b, c FROM ${t} ${op} SELECT b, a, c FROM ${u}) ${alias}`),
    table.map((t) => `(SELECT DISTINCT a, b, c FROM ${t}) ${alias}`),
    fc.tuple(table, smallInteger).map(([t, n]) => `(SELECT a, b, c FROM ${t} ORDER BY a, b, c LIMIT ${n}) ${alias}`),
  );
}

/** A whole query; its columns are named k0, k1, ... */
export const queryArbitrary: fc.Arbitrary<string> = fromArbitrary.chain(({ text, columns }) => {
  const where = fc.option(predicate(columns, 2, true), { nil: null });
  const plain = fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: intExpr(columns, 1) },
        { weight: 2, arbitrary: fc.constantFrom(...columns.texts) },
        scalarSubquery(columns, 'x'),
        subqueryPredicate(columns, 'x', false),
      ),
      { minLength: 1, maxLength: 3 },
    )
    .map((targets) => ({ targets, tail: '' }));
  const aggregate = fc.constantFrom(
    'count(*)',
    `sum(${columns.ints[0]})`,
    `max(${columns.texts[0]})`,
    `min(${columns.ints[1]})`,
  );
  const grouped = fc
    .tuple(
      fc.constantFrom(...columns.ints),
      fc.constantFrom(...columns.texts),
      aggregate,
      fc.option(fc.constantFrom('HAVING count(*) > 1', `HAVING ${columns.ints[0]} IS NULL OR count(*) < 3`), {
        nil: '',
      }),
    )
    .map(([i, t, a, having]) => {
      const keys = i === columns.ints[0] ? [i, t] : [i, t, columns.ints[0]!];
      return { targets: [i, t, a], tail: ` GROUP BY ${keys.join(', ')} ${having}` };
    });
  const total = fc
    .tuple(aggregate, fc.oneof(aggregate, fc.constantFrom(`max(${columns.ints[1]})`, `min(${columns.ints[0]})`)))
    .map((targets) => ({ targets, tail: '' }));
  return fc
    .tuple(fc.oneof({ weight: 3, arbitrary: plain }, grouped, total), where, fc.boolean())
    .map(([{ targets, tail }, condition, distinct]) => {
      const list = targets.map((target, i) => `${target} AS k${i}`).join(', ');
      const filter = condition === null ? '' : ` WHERE ${condition}`;
      return `SELECT ${distinct && tail === '' ? 'DISTINCT ' : ''}${list} FROM ${text}${filter}${tail}`;
    });
});

/** A query over a CTE that is read once or twice, inlined or materialized. */
export const cteQueryArbitrary: fc.Arbitrary<string> = fc
  .tuple(
    fromArbitrary,
    fc.constantFrom('', 'MATERIALIZED ', 'NOT MATERIALIZED '),
    fc.constantFrom('w p', 'w p JOIN w q ON p.a = q.b', 'w p LEFT JOIN w q ON p.b = q.a AND q.b > 1', 'w p, t1 q'),
  )
  .chain(([from, materialized, outer]) => {
    const columns = outer === 'w p' ? columnsOf('p') : columnsOf('p', 'q');
    const [a, b] = [from.columns.ints[0]!, from.columns.ints.at(-1)!];
    return fc
      .tuple(predicate(from.columns, 1, true), predicate(columns, 1, true), intExpr(columns, 1))
      .map(
        ([inner, where, target]) =>
          `WITH w AS ${materialized}(SELECT ${a} AS a, ${b} AS b, ${from.columns.texts[0]} AS c FROM ${from.text} WHERE ${inner}) ` +
          `SELECT ${target} AS k0, p.c AS k1 FROM ${outer} WHERE ${where}`,
      );
  });

/** UPDATE, DELETE and INSERT ... SELECT on t1; which rows change does not depend on any order. */
export const modificationArbitrary: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(intExpr(columnsOf('t1'), 1), predicate(columnsOf('t1'), 2, true))
    .map(([value, where]) => `UPDATE t1 SET a = ${value} WHERE ${where}`),
  predicate(columnsOf('t1'), 2, true).map((where) => `DELETE FROM t1 WHERE ${where}`),
  fc
    .tuple(fc.constantFrom(...columnsOf('t1').ints), predicate(columnsOf('t1', 'q'), 1, true))
    .map(([column, where]) => `UPDATE t1 SET b = t1.b + 1 FROM t2 q WHERE ${column} = q.a AND ${where}`),
  fc
    .tuple(fc.constantFrom(...columnsOf('t1').ints), predicate(columnsOf('t1', 'q'), 1, false))
    .map(([column, where]) => `DELETE FROM t1 USING t2 q WHERE ${column} = q.b AND ${where}`),
  fromArbitrary.chain((from) =>
    fc
      .tuple(intExpr(from.columns, 1), predicate(from.columns, 1, true))
      .map(
        ([value, where]) =>
          `INSERT INTO t1 SELECT ${value}, ${from.columns.ints[0]}, ${from.columns.texts[0]} FROM ${from.text} WHERE ${where}`,
      ),
  ),
);
