/**
 * Random queries over queries: projections, joins, windows, groups and set operations stand in FROM of one another, with
 * conditions and sub-queries at each level, so that the optimizer has something to dissolve, move and unnest. Every level has
 * columns of a few types whose equal values look alike, and nothing depends on the order of rows.
 */
import type { Draw } from './draw.ts';
import { type Column, condition, expression } from './expressions.ts';
import type { Schema } from './schema.ts';
import { type Make, safeScope } from './statement-parts.ts';

const types = ['int4', 'int4', 'text', 'bool', 'int8', 'date'] as const;

interface Relation {
  /** Without parentheses. */
  readonly sql: string;
  readonly columns: readonly Column[];
}
type MakeRelation = (draw: Draw, schema: Schema, depth: number) => Relation;

export const nestedQuery: Make = (draw, schema) => ({ sql: relation(draw, schema, 3).sql, ordered: false });

function relation(draw: Draw, schema: Schema, depth: number): Relation {
  if (depth === 0) return tableRows(draw, schema, depth);
  return draw.weighted<MakeRelation>([
    [2, tableRows],
    [4, projected],
    [4, joined],
    [3, windowed],
    [3, grouped],
    [2, together],
    [1, distinct],
    [1, named],
  ])(draw, schema, depth - 1);
}

const listed = (exprs: readonly string[]): string => exprs.map((expr, i) => `${expr} AS x${i}`).join(', ');
const columnsOf = (list: readonly string[]): Column[] => list.map((type, i) => ({ name: `x${i}`, type }));
const under = ({ columns }: Relation, name: string): Column[] =>
  columns.map((column) => ({ ...column, name: `${name}.${column.name}` }));
const nameOf = (draw: Draw): string => `r${draw.below(1000)}`;

const tableRows: MakeRelation = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const own = table.columns.filter(({ type }) => (types as readonly string[]).includes(type));
  const where = draw.percent(25) ? ` WHERE ${condition(draw, 1, safeScope(own))}` : '';
  return {
    sql: `SELECT ${listed(own.map(({ name }) => name))} FROM ${table.name}${where}`,
    columns: columnsOf(own.map(({ type }) => type)),
  };
};

/** Columns and expressions over what there is, and types of what they are. */
function targets(draw: Draw, columns: readonly Column[]): { exprs: string[]; types: string[] } {
  const chosen = draw.several(1, 3, () => draw.pick(types));
  return { exprs: chosen.map((type) => value(draw, type, columns)), types: chosen };
}
function value(draw: Draw, type: string, columns: readonly Column[]): string {
  const same = columns.filter((column) => column.type === type);
  if (same.length > 0 && draw.percent(50)) return draw.pick(same).name;
  // Typed, so that it is what the columns of the same place are in a set operation.
  return `(${expression(draw, type, draw.between(0, 2), safeScope(columns))})::${type}`;
}

/** A condition over the columns, or one with a sub-query about them. */
function where(draw: Draw, schema: Schema, depth: number, columns: readonly Column[]): string {
  if (draw.percent(60)) return '';
  if (depth === 0 || draw.percent(50)) return ` WHERE ${condition(draw, 2, safeScope(columns))}`;
  const inner = relation(draw, schema, depth - 1);
  const name = nameOf(draw);
  const own = under(inner, name);
  const pairs = own.flatMap((a) => columns.filter((b) => a.type === b.type).map((b) => [a.name, b.name] as const));
  if (pairs.length === 0) return ` WHERE EXISTS (${inner.sql})`;
  const [mine, theirs] = draw.pick(pairs);
  const more = draw.percent(40) ? ` AND ${condition(draw, 1, safeScope([...own, ...columns]))}` : '';
  const not = draw.pick(['', 'NOT ']);
  const test = draw.pick([
    `${not}EXISTS (SELECT FROM (${inner.sql}) ${name} WHERE ${mine} = ${theirs}${more})`,
    `${theirs} ${not}IN (SELECT ${mine} FROM (${inner.sql}) ${name} WHERE ${theirs} IS NOT NULL${more})`,
    `(SELECT count(*) FROM (${inner.sql}) ${name} WHERE ${mine} = ${theirs}${more}) ${draw.pick(['=', '>', '<'])} ${draw.below(3)}`,
    `${theirs} ${draw.pick(['= ANY', '<> ALL', '>= ALL', '< ANY'])} (SELECT ${mine} FROM (${inner.sql}) ${name})`,
    `coalesce((SELECT max(${mine}) = ${theirs} FROM (${inner.sql}) ${name} WHERE true${more}), ${draw.pick(['true', 'false'])})`,
  ]);
  return ` WHERE ${test}${draw.percent(20) ? ` OR ${condition(draw, 1, safeScope(columns))}` : ''}`;
}

const projected: MakeRelation = (draw, schema, depth) => {
  const inner = relation(draw, schema, depth);
  const name = nameOf(draw);
  const columns = under(inner, name);
  const { exprs, types: made } = targets(draw, columns);
  return {
    sql: `SELECT ${listed(exprs)} FROM (${inner.sql}) ${name}${where(draw, schema, depth, columns)}`,
    columns: columnsOf(made),
  };
};

const joined: MakeRelation = (draw, schema, depth) => {
  const [left, right] = [relation(draw, schema, depth), relation(draw, schema, depth)];
  const [a, b] = [under(left, 'a'), under(right, 'b')];
  const pairs = a.flatMap((x) => b.filter((y) => y.type === x.type).map((y) => `${x.name} = ${y.name}`));
  const all = [...a, ...b];
  const equal = pairs.length === 0 ? 'true' : draw.pick(pairs);
  const kind = draw.pick([
    'JOIN',
    'LEFT JOIN',
    'LEFT JOIN',
    'RIGHT JOIN',
    pairs.length === 0 ? 'LEFT JOIN' : 'FULL JOIN',
  ]);
  const more = kind === 'FULL JOIN' || draw.percent(50) ? '' : ` AND ${condition(draw, 1, safeScope(all))}`;
  const { exprs, types: made } = targets(draw, all);
  return {
    sql: `SELECT ${listed(exprs)} FROM (${left.sql}) a ${kind} (${right.sql}) b ON ${equal}${more}${where(draw, schema, depth, all)}`,
    columns: columnsOf(made),
  };
};

/** Only calls that give peers the same. */
const windowed: MakeRelation = (draw, schema, depth) => {
  const inner = relation(draw, schema, depth);
  const name = nameOf(draw);
  const columns = under(inner, name);
  const key = (): string => value(draw, draw.pick(types), columns);
  const window = (): string => {
    const partition = draw.percent(60) ? `PARTITION BY ${key()}` : '';
    const order = draw.percent(60) ? ` ORDER BY ${key()}${draw.pick(['', ' DESC', ' NULLS FIRST'])}` : '';
    return `${partition}${order}`;
  };
  const call = (): readonly [string, string] => {
    const number = value(draw, 'int4', columns);
    return draw.pick([
      ['count(*)', 'int8'],
      ['rank()', 'int8'],
      ['dense_rank()', 'int8'],
      [`sum(${number})`, 'int8'],
      [`min(${number})`, 'int4'],
      [`max(${value(draw, 'text', columns)})`, 'text'],
      [`bool_and(${value(draw, 'bool', columns)})`, 'bool'],
    ] as const);
  };
  const calls = draw.several(1, 2, () => [call(), window()] as const);
  const { exprs, types: made } = targets(draw, columns);
  return {
    sql: `SELECT ${listed([...exprs, ...calls.map(([[text], over]) => `${text} OVER (${over})`)])} FROM (${inner.sql}) ${name}${where(draw, schema, depth, columns)}`,
    columns: columnsOf([...made, ...calls.map(([[, type]]) => type)]),
  };
};

const grouped: MakeRelation = (draw, schema, depth) => {
  const inner = relation(draw, schema, depth);
  const name = nameOf(draw);
  const columns = under(inner, name);
  const { exprs, types: made } = draw.percent(80) ? targets(draw, columns) : { exprs: [], types: [] };
  const calls = draw.several(1, 2, () =>
    draw.pick([
      ['count(*)', 'int8'],
      [`count(DISTINCT ${value(draw, draw.pick(types), columns)})`, 'int8'],
      [`sum(${value(draw, 'int4', columns)})`, 'int8'],
      [`max(${value(draw, 'text', columns)})`, 'text'],
      [`min(${value(draw, 'date', columns)})`, 'date'],
      [`bool_or(${value(draw, 'bool', columns)}) FILTER (WHERE ${condition(draw, 1, safeScope(columns))})`, 'bool'],
    ] as const),
  );
  const by = exprs.length === 0 ? '' : ` GROUP BY ${exprs.map((_, i) => i + 1).join(', ')}`;
  const having = draw.percent(30) ? ` HAVING count(*) ${draw.pick(['>', '<', '='])} ${draw.below(4)}` : '';
  return {
    sql: `SELECT ${listed([...exprs, ...calls.map(([text]) => text)])} FROM (${inner.sql}) ${name}${where(draw, schema, depth, columns)}${by}${having}`,
    columns: columnsOf([...made, ...calls.map(([, type]) => type)]),
  };
};

const together: MakeRelation = (draw, schema, depth) => {
  const made = draw.several(1, 3, () => draw.pick(types));
  const branch = (): string => {
    const inner = relation(draw, schema, depth);
    const name = nameOf(draw);
    const columns = under(inner, name);
    const exprs = made.map((type) => value(draw, type, columns));
    return `SELECT ${listed(exprs)} FROM (${inner.sql}) ${name}${where(draw, schema, 0, columns)}`;
  };
  const operation = draw.pick([
    'UNION ALL',
    'UNION ALL',
    'UNION',
    'INTERSECT',
    'EXCEPT',
    'INTERSECT ALL',
    'EXCEPT ALL',
  ]);
  return { sql: `${branch()} ${operation} ${branch()}`, columns: columnsOf(made) };
};

const distinct: MakeRelation = (draw, schema, depth) => {
  const inner = projected(draw, schema, depth);
  return { ...inner, sql: inner.sql.replace(/^SELECT/, 'SELECT DISTINCT') };
};

/** One that is used twice, by name. */
const named: MakeRelation = (draw, schema, depth) => {
  const inner = relation(draw, schema, depth);
  const name = nameOf(draw);
  const { type } = draw.pick(inner.columns);
  const at = inner.columns.findIndex((column) => column.type === type);
  const hint = draw.pick(['', 'MATERIALIZED ', 'NOT MATERIALIZED ']);
  const all = [...under(inner, 'p'), ...under(inner, 'q')];
  const { exprs, types: made } = targets(draw, all);
  const kind = draw.pick(['JOIN', 'LEFT JOIN']);
  return {
    sql: `WITH ${name} AS ${hint}(${inner.sql}) SELECT ${listed(exprs)} FROM ${name} p ${kind} ${name} q ON p.x${at} = q.x${at}${where(draw, schema, 0, all)}`,
    columns: columnsOf(made),
  };
};
