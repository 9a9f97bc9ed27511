/** Queries about one thing each: sorting, functions that return sets, ordered-set aggregates, VALUES, parameters, types of the schema's own. */
import type { Draw } from './draw.ts';
import { anyType, condition, expression, noColumns, type Scope } from './expressions.ts';
import { literal, quoted, sampleText, scalarTypes } from './literals.ts';
import { bindArguments, callInSomeNotation, hungry, orderedSets, orderedTypes, setFunctions } from './routines.ts';
import { alias, direction, type Make, safeScope } from './statement-parts.ts';

export const sorted: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const scope: Scope = { ...safeScope(table.columns), safe: false };
  const type = draw.percent(50) ? draw.pick(orderedTypes) : draw.pick(table.columns).type;
  const value = expression(draw, type, 2, scope);
  const order = `x${direction(draw)}`;
  const limit = draw.pick(['', ' LIMIT 3', ' LIMIT 2 OFFSET 1', ' OFFSET 2', ' FETCH FIRST 2 ROWS ONLY', ' LIMIT ALL']);
  return draw.pick([
    () => {
      const by = orderedTypes.includes(type) && draw.percent(15) ? `${value} USING ${draw.pick(['<', '>'])}` : order;
      return { sql: `SELECT k, ${value} AS x FROM ${table.name} ORDER BY ${by}, k${limit}`, ordered: true };
    },
    () => ({ sql: `SELECT DISTINCT ${value} AS x FROM ${table.name} ORDER BY ${order}`, ordered: true }),
    () => ({
      sql: `SELECT DISTINCT ON (x) x, k FROM (SELECT k, ${value} AS x FROM ${table.name}) s ORDER BY ${order}, k DESC`,
      ordered: true,
    }),
    () => ({
      sql: `SELECT x FROM (SELECT k, ${value} AS x FROM ${table.name}) s ORDER BY ${order} FETCH FIRST 2 ROWS WITH TIES`,
      ordered: false,
    }),
  ])();
};

/** The call of a function that returns a set, or null where its arguments are not generated. */
function setCall(draw: Draw, scope: Scope): string | null {
  const producer = draw.pick(setFunctions);
  const args = bindArguments(draw, producer, null);
  if (args === null) return null;
  const texts = args.map((arg) => {
    if (hungry.has(producer.name) && /^(?:int|numeric)/.test(arg)) return `${draw.between(-2, 6)}::${arg}`;
    if (hungry.has(producer.name)) {
      const text =
        arg === 'interval'
          ? draw.pick(['1 day', '36:00:00', '-1 day'])
          : draw.pick(['2000-01-01', '2000-01-05', '1999-12-28']);
      return `${quoted(text)}::${arg}`;
    }
    return draw.percent(40) ? literal(draw, arg) : expression(draw, arg, 1, scope);
  });
  return callInSomeNotation(draw, producer, texts);
}

export const setReturning: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const outer = safeScope(alias(table, 't'));
  return draw.pick([
    () => ({ sql: `SELECT ${setCall(draw, noColumns) ?? '1'}`, ordered: true }),
    () => ({ sql: `SELECT ${setCall(draw, noColumns) ?? '1'}, ${setCall(draw, noColumns) ?? '2'}`, ordered: true }),
    () => ({
      sql: `SELECT * FROM ${setCall(draw, noColumns) ?? 'generate_series(1, 3)'} WITH ORDINALITY`,
      ordered: true,
    }),
    () => ({ sql: `SELECT * FROM ${setCall(draw, noColumns) ?? 'generate_series(1, 3)'} AS f`, ordered: true }),
    () => ({
      sql: `SELECT * FROM ROWS FROM (${setCall(draw, noColumns) ?? 'unnest(ARRAY[1])'}, ${setCall(draw, noColumns) ?? 'unnest(ARRAY[1])'}) AS f`,
      ordered: true,
    }),
    () => ({
      sql: `SELECT t.k, f.* FROM ${table.name} t, ${setCall(draw, outer) ?? 'generate_series(1, t.k)'} AS f`,
      ordered: false,
    }),
    () => ({ sql: `SELECT k, ${setCall(draw, outer) ?? '1'} AS x FROM ${table.name} t ORDER BY k`, ordered: true }),
  ])();
};

export const ordinalSets: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const scope = safeScope(table.columns);
  const chosen = draw.pick(orderedSets);
  const group = draw.percent(40) ? ` GROUP BY ${draw.pick(table.columns).name}` : '';
  if (chosen.orderedSet!.hypothetical) {
    const type = draw.pick(orderedTypes);
    const sql = `${chosen.name}(${literal(draw, type)}) WITHIN GROUP (ORDER BY ${expression(draw, type, 1, scope)}${draw.pick(['', ' DESC'])})`;
    return { sql: `SELECT ${sql} FROM ${table.name}${group}`, ordered: false };
  }
  const type = /cont/.test(chosen.name) ? draw.pick(['float8', 'interval', 'int4']) : draw.pick(orderedTypes);
  const fraction = draw.pick(['0.5', '0', '1', '0.25', 'NULL', '1.5', 'ARRAY[0.1, 0.9, NULL]', "'{{0,1}}'::float8[]"]);
  const direct = chosen.name === 'mode' ? '' : fraction;
  const filter = draw.percent(20) ? ` FILTER (WHERE ${condition(draw, 1, scope)})` : '';
  const sql = `${chosen.name}(${direct}) WITHIN GROUP (ORDER BY ${expression(draw, type, 1, scope)}${draw.pick(['', ' DESC'])})${filter}`;
  return { sql: `SELECT ${sql} FROM ${table.name}${group}`, ordered: false };
};

/** The types of rows that are different are unified. */
export const values: Make = (draw) => {
  const width = draw.between(1, 2);
  const row = () => Array.from({ length: width }, () => item(draw)).join(', ');
  const rows = draw.several(2, 3, row);
  return draw.pick([
    () => ({ sql: `VALUES ${rows.map((text) => `(${text})`).join(', ')}`, ordered: true }),
    () => ({ sql: rows.map((text) => `SELECT ${text}`).join(' UNION ALL '), ordered: true }),
    () => ({ sql: `SELECT coalesce(${rows.join(', ')}), ARRAY[${rows[0]}], greatest(${rows[1]})`, ordered: true }),
    () => ({
      sql: `SELECT v.* FROM (VALUES ${rows.map((text) => `(${text})`).join(', ')}) v ORDER BY 1`,
      ordered: true,
    }),
    () => ({ sql: `SELECT CASE WHEN ${row()} THEN ${row()} ELSE ${row()} END`, ordered: true }),
    () => ({
      sql: `SELECT ROW(${rows[0]}) IN (${rows
        .slice(1)
        .map((text) => `ROW(${text})`)
        .join(', ')}), ROW(${rows[0]}) = ROW(${rows[1]})`,
      ordered: true,
    }),
  ])();
};
function item(draw: Draw): string {
  const kin = ['int2', 'int4', 'int8', 'numeric', 'float8', 'text', 'date', 'timestamp', 'timestamptz', 'varchar'];
  return draw.weighted<() => string>([
    [4, () => literal(draw, draw.pick(kin))],
    [2, () => quoted(sampleText(draw, draw.pick(scalarTypes)))],
    [1, () => 'NULL'],
    [1, () => String(draw.between(-3, 3))],
    [1, () => `${draw.between(0, 9)}.5`],
    [1, () => expression(draw, anyType(draw), 1, noColumns)],
  ])();
}

/**
 * PostgreSQL plans with the values of parameters, and fails at once where a constant part fails. So here is one call at most that
 * can fail, and always a row to call it for.
 */
export const parameters: Make = (draw, schema) => {
  const params: (string | null)[] = [];
  const table = draw.pick(schema.tables);
  const scope: Scope = { ...safeScope(table.columns), params };
  const type = draw.percent(50) ? draw.pick(table.columns).type : anyType(draw);
  const sql = draw.pick([
    () => `SELECT ${expression(draw, anyType(draw), 1, { ...noColumns, params })}`,
    () => `SELECT k, ${expression(draw, type, 2, scope)} AS x FROM ${table.name} ORDER BY k`,
    () => `SELECT k FROM ${table.name} WHERE ${condition(draw, 2, scope)} ORDER BY k`,
  ])();
  return { sql, ordered: true, params };
};

/** Enums, domains and composite types that the schema has made. */
export const ownTypes: Make = (draw, schema) => {
  const table = draw.pick(schema.tables);
  const scope: Scope = { columns: table.columns, safe: draw.percent(50), subquery: null };
  const of = (type: string) => expression(draw, type, 1, scope);
  const compared = draw.pick(['=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM']);
  const form = draw.pick([
    () => `${of('mood')} ${compared} ${of('mood')}`,
    () => `enum_range(${of('mood')}, ${of('mood')})`,
    () => `enum_first(${of('mood')}), enum_last(NULL::mood), enum_range(NULL::mood)`,
    () => `${of('mood')}::text || ${of('text')}`,
    () => `greatest(${of('mood')}, ${of('mood')}), coalesce(${of('mood')}, 'ok')`,
    () => `${of('text')}::mood`,
    () => `array_position(ARRAY[${of('mood')}, ${of('mood')}], ${of('mood')})`,
    () => `${of('positive')} ${draw.pick(['+', '-', '*', '/', '%'])} ${of('positive')}`,
    () => `(${of('int4')})::positive`,
    () => `CAST(${of('numeric')} AS positive)`,
    () => `(${of('text')})::word`,
    () => `upper(${of('word')}), ${of('word')} || ${of('text')}`,
    () => `ARRAY[${of('positive')}, ${of('positive')}]`,
    () => `('{${draw.below(2)},2}'::positive[])[1]`,
    () => `(${of('pair')}).a, (${of('pair')}).b`,
    () => `((${of('pair')}).*)`,
    () => `ROW(${of('int4')}, ${of('text')})::pair`,
    () => `${of('pair')} ${compared} ${of('pair')}`,
    () => `${of('pair')}::text`,
    () => `${of('pair')} IS NULL, ${of('pair')} IS NOT NULL`,
    () => `row_to_json(${of('pair')}), to_jsonb(${of('pair')}), to_jsonb(${of('mood')})`,
    () => `${of('pair')} IN (${of('pair')}, ${of('pair')})`,
    () => `pg_typeof(${of(draw.pick(schema.own))})`,
    () => `json_build_object('a', ${of('pair')}, 'b', ${of('positive')})`,
    () => `quote_literal(${of('mood')}), format('%s %L', ${of('pair')}, ${of('mood')})`,
  ])();
  return draw.pick([
    () => ({ sql: `SELECT k, ${form} FROM ${table.name} ORDER BY k`, ordered: true }),
    () => {
      const type = draw.pick(['mood', 'positive', 'word', 'pair']);
      const call = draw.pick(['count', 'array_agg', 'min', 'max', 'string_agg', 'sum']);
      return {
        sql: `SELECT ${call}(DISTINCT ${of(type)}), json_agg(${of(type)} ORDER BY k) FROM ${table.name}`,
        ordered: true,
      };
    },
  ])();
};
