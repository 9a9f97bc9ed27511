/** Random queries of the rarer clauses: samples, recursion, DISTINCT ON, WITH TIES, frames by value, sub-queries in HAVING and ORDER BY. */
import type { Draw } from './draw.ts';
import { type Column, condition, expression } from './expressions.ts';
import { orderedTypes } from './routines.ts';
import type { Table } from './schema.ts';
import { alias, direction, type Make, safeScope } from './statement-parts.ts';

export const rareQuery: Make = (draw, schema) =>
  draw.pick([sampled, recursive, correlatedWith, distinctOn, withTies, valueFrame, groupedSubquery, lateral])(
    draw,
    schema,
  );

/** The key and all columns that can be sorted by. */
const sortable = (table: Table): Column[] => table.columns.filter(({ type }) => orderedTypes.includes(type));
const order = (draw: Draw, name: string): string => `${name}${direction(draw)}`;

const sampled: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const method = `${draw.pick(['BERNOULLI', 'SYSTEM'])} (${draw.pick(['100', '0', '50 * 2', '100.0::real'])})`;
  const repeatable = draw.pick(['', ' REPEATABLE (7)', ' REPEATABLE (0.5)']);
  const where = condition(draw, 2, safeScope(alias(table, 's')));
  return {
    sql: `SELECT s.k FROM ${table.name} s TABLESAMPLE ${method}${repeatable} WHERE ${where} ORDER BY s.k`,
    ordered: true,
  };
};

const recursive: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const scope = safeScope([{ name: 'r.n', type: 'int4' }, ...alias(table, 'a')]);
  const all = draw.percent(50) ? ' ALL' : '';
  const step = `SELECT a.k + 1 FROM r JOIN ${table.name} a ON a.k = r.n WHERE ${condition(draw, 1, scope)}`;
  const output = expression(draw, draw.pick(orderedTypes), 1, safeScope([{ name: 'r.n', type: 'int4' }]));
  return {
    sql: `WITH RECURSIVE r(n) AS (SELECT k FROM ${table.name} WHERE k < ${draw.below(4)} UNION${all} ${step}) SELECT r.n, ${output} FROM r`,
    ordered: false,
  };
};

const correlatedWith: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const other = draw.pick(schema.tables);
  const where = condition(draw, 1, safeScope([...alias(other, 'o'), ...alias(table, 't')]));
  const inner = draw.pick([
    `WITH c AS MATERIALIZED (SELECT o.k AS n FROM ${other.name} o WHERE ${where}) SELECT sum(x.n + y.n) FROM c x, c y`,
    `WITH RECURSIVE c(n) AS (SELECT t.k UNION ALL SELECT n - 1 FROM c WHERE n > 0) SELECT sum(n) FROM c`,
    `WITH RECURSIVE c(n) AS (SELECT o.k FROM ${other.name} o WHERE ${where} UNION SELECT n / 2 FROM c WHERE n > t.k) SELECT count(*) FROM c`,
  ]);
  return { sql: `SELECT t.k, (${inner}) FROM ${table.name} t ORDER BY t.k`, ordered: true };
};

const distinctOn: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const key = draw.pick(sortable(table)).name;
  const where = condition(draw, 1, safeScope(table.columns));
  return {
    sql: `SELECT DISTINCT ON (${key}) ${key}, k FROM ${table.name} WHERE ${where} ORDER BY ${order(draw, key)}, ${order(draw, 'k')}`,
    ordered: true,
  };
};

const withTies: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const key = draw.pick(sortable(table)).name;
  const count = `OFFSET ${draw.below(2)} FETCH FIRST ${draw.between(1, 4)} ROWS WITH TIES`;
  return { sql: `SELECT ${key} FROM ${table.name} ORDER BY ${order(draw, key)} ${count}`, ordered: true };
};

const distances: Readonly<Record<string, readonly string[]>> = {
  int2: ['1', '3'],
  int4: ['1', '2::int8'],
  int8: ['1', '10'],
  numeric: ['0.5', '2'],
  float8: ['0.5', '1e3'],
  date: ["'1 day'", "'1 month'"],
  timestamp: ["'1 hour'", "'1 year'"],
  timestamptz: ["'1 hour'", "'40 days'"],
  time: ["'30 minutes'"],
  interval: ["'1 day'"],
};

const valueFrame: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const { name, type } = draw.pick(table.columns.filter((column) => column.type in distances));
  const distance = () => draw.pick(distances[type]!);
  const start = draw.pick([() => 'UNBOUNDED PRECEDING', () => `${distance()} PRECEDING`, () => 'CURRENT ROW'])();
  const end = draw.pick([() => 'UNBOUNDED FOLLOWING', () => `${distance()} FOLLOWING`, () => 'CURRENT ROW'])();
  const exclude = draw.pick(['', ' EXCLUDE CURRENT ROW', ' EXCLUDE GROUP', ' EXCLUDE TIES']);
  const call = draw.pick(['count(*)', 'sum(k)', 'min(k)', 'max(k)', 'avg(k)', 'stddev(k)']);
  const over = `ORDER BY ${order(draw, name)} RANGE BETWEEN ${start} AND ${end}${exclude}`;
  return { sql: `SELECT k, ${call} OVER (${over}) FROM ${table.name} ORDER BY k`, ordered: true };
};

const groupedSubquery: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const other = draw.pick(schema.tables);
  const { name, type } = draw.pick(sortable(table));
  const group: Column = { name: `t.${name}`, type };
  const where = condition(draw, 1, safeScope([...alias(other, 'o'), group]));
  const having = draw.pick([
    `(SELECT count(*) FROM ${other.name} o WHERE ${where}) >= count(*)`,
    `count(*) IN (SELECT o.k FROM ${other.name} o WHERE ${where})`,
    `EXISTS (SELECT FROM ${other.name} o WHERE ${where} AND o.k < count(*)) OR count(*) = 1`,
    `max(t.k) > ALL (SELECT o.k FROM ${other.name} o WHERE ${where})`,
    `min(t.k) NOT IN (SELECT nullif(o.k, 1) FROM ${other.name} o WHERE ${where})`,
  ]);
  const sort = `(SELECT max(o.k) FROM ${other.name} o WHERE ${where}) NULLS FIRST, ${order(draw, `t.${name}`)}`;
  return {
    sql: `SELECT t.${name}, count(*) FROM ${table.name} t GROUP BY t.${name} HAVING ${having} ORDER BY ${sort}`,
    ordered: true,
  };
};

const lateral: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const other = draw.pick(schema.tables);
  const { name } = draw.pick(sortable(other));
  const where = condition(draw, 1, safeScope([...alias(other, 'o'), ...alias(table, 't')]));
  const inner = draw.pick([
    `SELECT o.k AS x FROM ${other.name} o WHERE ${where} ORDER BY ${order(draw, `o.${name}`)}, o.k LIMIT 2`,
    `SELECT count(*) AS x FROM ${other.name} o WHERE ${where}`,
    `SELECT max(o.k) AS x FROM ${other.name} o WHERE ${where} GROUP BY o.${name}`,
    `SELECT generate_series(1, t.k % 3) AS x`,
    `SELECT DISTINCT o.k % 2 AS x FROM ${other.name} o WHERE ${where}`,
    `SELECT rank() OVER (ORDER BY o.${name}) AS x FROM ${other.name} o WHERE ${where}`,
    `SELECT o.k AS x FROM ${other.name} o WHERE ${where} UNION SELECT t.k`,
  ]);
  const joined = draw.percent(50) ? `CROSS JOIN LATERAL (${inner}) l` : `LEFT JOIN LATERAL (${inner}) l ON true`;
  return { sql: `SELECT t.k, l.x FROM ${table.name} t ${joined}`, ordered: false };
};
