/** Random statements over a schema. A query's rows come in an order that it does not fix unless it says so. */

import { merge, removeUsing, updateFrom } from './changes.ts';
import type { Draw } from './draw.ts';
import { anyType, type Column, condition, expression, noColumns, type Scope } from './expressions.ts';
import { arrayTypes, literal, scalarTypes } from './literals.ts';
import { ordinalSets, ownTypes, parameters, setReturning, sorted, values } from './more-statements.ts';
import { nestedQuery } from './nested-relations.ts';
import { rareQuery } from './queries.ts';
import { aggregates, orderedTypes, polymorphic } from './routines.ts';
import type { Schema } from './schema.ts';
import { alias, direction, type GeneratedStatement, type Make, safeScope } from './statement-parts.ts';

export function statement(draw: Draw, schema: Schema): GeneratedStatement {
  return draw.weighted<Make>([
    [6, constants],
    [5, columnsOfRows],
    [5, join],
    [3, grouping],
    [2, aggregation],
    [2, setOperation],
    [2, windowed],
    [4, rareQuery],
    [6, nestedQuery],
    [2, withQuery],
    [2, parameters],
    [2, sorted],
    [2, setReturning],
    [1, ordinalSets],
    [1, values],
    [schema.own.length > 0 ? 4 : 0, ownTypes],
    [2, insert],
    [2, update],
    [1, updateFrom],
    [1, merge],
    [1, remove],
    [1, removeUsing],
  ])(draw, schema);
}

const constants: Make = (draw) => ({
  sql: `SELECT ${draw.several(1, 2, () => expression(draw, anyType(draw), 3, noColumns)).join(', ')}`,
  ordered: true,
});

const columnsOfRows: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const scope: Scope = { columns: table.columns, safe: false, subquery: null };
  const type = draw.percent(60) ? draw.pick(table.columns).type : anyType(draw);
  return { sql: `SELECT k, ${expression(draw, type, 3, scope)} AS x FROM ${table.name} ORDER BY k`, ordered: true };
};

/** A query of one column; of at most one row where it stands for a value. */
function subqueryOf(schema: Schema): NonNullable<Scope['subquery']> {
  return (draw, type, outer, isValue) => {
    const table = draw.pick(schema.tables);
    const name = `s${draw.below(1000)}`;
    const scope = safeScope([...alias(table, name), ...outer.columns]);
    const where = draw.percent(80) ? ` WHERE ${condition(draw, 1, scope)}` : '';
    if (!isValue) return `SELECT ${expression(draw, type, 1, scope)} FROM ${table.name} ${name}${where}`;
    if (type === 'int8' && draw.percent(60)) return `SELECT count(*) FROM ${table.name} ${name}${where}`;
    const value = expression(draw, type, 1, scope);
    if (orderedTypes.includes(type) && hasExtremes(type) && draw.percent(60)) {
      return `SELECT ${draw.pick(['min', 'max'])}(${value}) FROM ${table.name} ${name}${where}`;
    }
    return `SELECT ${value} FROM ${table.name} ${name}${where} ORDER BY ${name}.k LIMIT 1`;
  };
}
const hasExtremes = (type: string) => aggregates.some(({ name, args }) => name === 'min' && args[0] === type);

function queryScope(schema: Schema, columns: readonly Column[]): Scope {
  return { ...safeScope(columns), subquery: subqueryOf(schema) };
}

interface From {
  readonly sql: string;
  readonly columns: readonly Column[];
}

/** One to three tables joined in all ways. */
function from(draw: Draw, schema: Schema): From {
  const first = draw.pick(schema.tables);
  let sql = `${first.name} a`;
  let columns = alias(first, 'a');
  for (const name of ['b', 'c'].slice(0, draw.below(3))) {
    const table = draw.pick(schema.tables);
    columns = [...columns, ...alias(table, name)];
    const kind = draw.pick(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'CROSS JOIN', 'CROSS JOIN LATERAL']);
    if (kind === 'CROSS JOIN') sql += ` CROSS JOIN ${table.name} ${name}`;
    else if (kind === 'CROSS JOIN LATERAL') {
      const scope = safeScope(
        columns.map(({ name: column, type }) => ({ name: column.replace(`${name}.`, 'l.'), type })),
      );
      // Only what can be hashed or merged may be the condition of a FULL JOIN, so later ones are spared.
      const condition1 = condition(draw, 1, scope);
      sql += ` JOIN LATERAL (SELECT * FROM ${table.name} l WHERE ${condition1} ORDER BY l.k LIMIT 2) ${name} ON true`;
    } else {
      const equal = joinKeys(draw, columns, name);
      const more = kind === 'FULL JOIN' || draw.percent(60) ? '' : ` AND ${condition(draw, 1, safeScope(columns))}`;
      sql += ` ${kind} ${table.name} ${name} ON ${equal}${more}`;
    }
  }
  return { sql, columns };
}

function joinKeys(draw: Draw, columns: readonly Column[], name: string): string {
  const pairs = columns
    .filter((right) => right.name.startsWith(`${name}.`) && orderedTypes.includes(right.type))
    .flatMap((right) =>
      columns
        .filter((left) => !left.name.startsWith(`${name}.`) && left.type === right.type)
        .map((left) => `${left.name} = ${right.name}`),
    );
  return draw.pick(pairs);
}

const join: Make = (draw, schema) => {
  const source = from(draw, schema);
  const scope = queryScope(schema, source.columns);
  const items = draw.several(1, 3, () => expression(draw, draw.pick(source.columns).type, 2, scope));
  const where = draw.percent(75) ? ` WHERE ${condition(draw, 2, scope)}` : '';
  return {
    sql: `SELECT ${items.join(', ')} FROM ${source.sql}${where}`,
    ordered: false,
  };
};

/** Calls of aggregates whose answers do not depend on the order of rows. */
function aggregate(draw: Draw, scope: Scope): string {
  const usable = aggregates.filter(
    ({ name, args }) => !orderSensitive.test(name) && args.every((arg) => !polymorphic.test(arg)),
  );
  const exact = usable.filter(({ args }) => !args.some((arg) => /^float/.test(arg)));
  const chosen = draw.pick(exact);
  const filter = draw.percent(20) ? ` FILTER (WHERE ${condition(draw, 1, scope)})` : '';
  if (chosen.args.length === 0) return `count(*)${filter}`;
  const distinct = chosen.args.every((arg) => orderedTypes.includes(arg)) && draw.percent(20) ? 'DISTINCT ' : '';
  const args = chosen.args.map((arg) => expression(draw, arg, 1, scope));
  return `${chosen.name}(${distinct}${args.join(', ')})${filter}`;
}

const orderSensitive = /agg|^regr_|^corr|^covar|^percentile|^mode$/;

const grouping: Make = (draw, schema) => {
  const source = from(draw, schema);
  const scope = safeScope(source.columns);
  const keys = draw.several(
    1,
    2,
    () => draw.pick(source.columns.filter(({ type }) => orderedTypes.includes(type))).name,
  );
  const kinds = draw.weighted<(list: string) => string>([
    [6, (list) => list],
    [1, (list) => `ROLLUP (${list})`],
    [1, (list) => `CUBE (${list})`],
    [1, (list) => `GROUPING SETS ((${list}), ())`],
  ]);
  const calls = draw.several(1, 2, () => aggregate(draw, scope));
  const having = draw.percent(30) ? ` HAVING count(*) > ${draw.below(3)}` : '';
  return {
    sql: `SELECT ${[...keys, ...calls].join(', ')} FROM ${source.sql} GROUP BY ${kinds(keys.join(', '))}${having}`,
    ordered: false,
  };
};

const aggregation: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const scope = safeScope(table.columns);
  const ordered = aggregates.filter(({ args }) => args.length > 0);
  const chosen = draw.pick(ordered);
  const element = draw.pick(table.columns.filter(({ type }) => !type.startsWith('_'))).type;
  const args = chosen.args.map((arg) => {
    if (!polymorphic.test(arg)) return expression(draw, arg, 1, scope);
    return expression(draw, /array/.test(arg) && arg !== 'anynonarray' ? `_${element}` : element, 1, scope);
  });
  if (chosen.args.some((arg) => /range/.test(arg))) return grouping(draw, schema);
  const filter = draw.percent(30) ? ` FILTER (WHERE ${condition(draw, 1, scope)})` : '';
  const distinct = args.length === 1 && draw.percent(30);
  const inside = distinct
    ? `DISTINCT ${args[0]!} ORDER BY ${args[0]!}${direction(draw)}`
    : `${args.join(', ')} ORDER BY k`;
  return { sql: `SELECT ${chosen.name}(${inside})${filter} FROM ${table.name}`, ordered: true };
};

const setOperation: Make = (draw, schema) => {
  const types = draw.several(1, 2, () => draw.pick(orderedTypes));
  const branch = () => {
    const table = draw.pick(schema.tables);
    const scope = safeScope(table.columns);
    const where = draw.percent(50) ? ` WHERE ${condition(draw, 1, scope)}` : '';
    return `SELECT ${types.map((type) => expression(draw, type, 1, scope)).join(', ')} FROM ${table.name}${where}`;
  };
  let sql = branch();
  for (let i = draw.between(1, 2); i > 0; i--) {
    sql = `(${sql}) ${draw.pick(['UNION', 'INTERSECT', 'EXCEPT'])}${draw.percent(50) ? ' ALL' : ''} (${branch()})`;
  }
  return { sql, ordered: false };
};

const windowed: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const scope = safeScope(table.columns);
  const keys = table.columns.filter(({ type }) => orderedTypes.includes(type)).map(({ name }) => name);
  const partition = draw.percent(60) ? `PARTITION BY ${draw.pick(keys)} ` : '';
  const bound = draw.pick([
    '',
    'ROWS BETWEEN 1 PRECEDING AND CURRENT ROW',
    'ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING',
    'GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING',
    'RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING',
    'ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING EXCLUDE TIES',
    'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW',
  ]);
  const order = `${draw.pick(keys)}${draw.pick(['', ' DESC', ' NULLS FIRST'])}, k`;
  const column = draw.pick(table.columns).name;
  const call = draw.pick([
    () => 'row_number()',
    () => 'rank()',
    () => 'dense_rank()',
    () => 'percent_rank()',
    () => 'cume_dist()',
    () => `ntile(${draw.between(1, 4)})`,
    () => `lag(${column})`,
    () => `lead(${column}, 2)`,
    () => `first_value(${column})`,
    () => `last_value(${column})`,
    () => `nth_value(${column}, 2)`,
    () => aggregate(draw, scope).replace(/DISTINCT /, ''),
  ])();
  return {
    sql: `SELECT k, ${call} OVER (${partition}ORDER BY ${order} ${bound}) FROM ${table.name} ORDER BY k`,
    ordered: true,
  };
};

const withQuery: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const scope = safeScope(table.columns);
  const hint = draw.pick(['', ' MATERIALIZED', ' NOT MATERIALIZED']);
  const type = draw.pick(orderedTypes);
  const inner = `SELECT k, ${expression(draw, type, 2, scope)} AS x FROM ${table.name} WHERE ${condition(draw, 1, scope)}`;
  const own: Column[] = [
    { name: 'w.k', type: 'int4' },
    { name: 'w.x', type },
  ];
  const outer = queryScope(schema, [...own, ...alias(table, 'o')]);
  return {
    sql: `WITH w AS${hint} (${inner}) SELECT w.k, w.x, ${expression(draw, type, 1, outer)} FROM w LEFT JOIN ${table.name} o ON o.k = w.k WHERE ${condition(draw, 2, outer)}`,
    ordered: false,
  };
};

const insert: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const [key, ...others] = table.columns;
  const values = others.map(({ type }) =>
    draw.percent(80) ? literal(draw, type) : expression(draw, draw.pick([...scalarTypes, ...arrayTypes]), 1, noColumns),
  );
  const first = others[0]!;
  const conflict = draw.pick([
    '',
    ' ON CONFLICT DO NOTHING',
    ` ON CONFLICT (k) DO UPDATE SET ${first.name} = excluded.${first.name}`,
    ` ON CONFLICT (k) DO UPDATE SET ${first.name} = ${table.name}.${first.name} WHERE excluded.k > 3`,
  ]);
  const names = [key!, ...others].map(({ name }) => name);
  const row = [String(draw.below(16)), ...values].join(', ');
  return {
    sql: `INSERT INTO ${table.name} (${names.join(', ')}) VALUES (${row})${conflict} RETURNING *`,
    ordered: true,
  };
};

/** What may fail is computed for one row: which of several would fail first is not promised. */
const update: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const isOneRow = draw.percent(60);
  const scope: Scope = { ...safeScope(table.columns), safe: !isOneRow };
  const target = draw.pick(table.columns.slice(1));
  const where = isOneRow ? `k = ${draw.below(12)}` : condition(draw, 2, safeScope(table.columns));
  return {
    sql: `UPDATE ${table.name} SET ${target.name} = ${expression(draw, target.type, 2, scope)} WHERE ${where} RETURNING *`,
    ordered: false,
  };
};

const remove: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const where = condition(draw, 2, safeScope(table.columns));
  return { sql: `DELETE FROM ${table.name} WHERE k % 3 = 1 AND ${where} RETURNING k`, ordered: false };
};
