/** Statements that change rows by those of another table. Each row changes at most once, so that the answer is one. */
import { condition, expression, type Scope } from './expressions.ts';
import { literal } from './literals.ts';
import { alias, type Make, safeScope } from './statement-parts.ts';

export const updateFrom: Make = (draw, schema) => {
  const [table, other] = [draw.pick(schema.tables), draw.pick(schema.tables)];
  const scope = safeScope([...alias(table, 't'), ...alias(other, 'o')]);
  const target = draw.pick(table.columns.slice(1));
  const value = draw.percent(15) ? 'DEFAULT' : expression(draw, target.type, 2, scope);
  const where = draw.percent(60) ? ` AND ${condition(draw, 1, scope)}` : '';
  return {
    sql: `UPDATE ${table.name} AS t SET ${target.name} = ${value} FROM ${other.name} o WHERE o.k = t.k${where} RETURNING t.*, o.k`,
    ordered: false,
  };
};

export const removeUsing: Make = (draw, schema) => {
  const [table, other] = [draw.pick(schema.tables), draw.pick(schema.tables)];
  const scope = safeScope([...alias(table, 't'), ...alias(other, 'o')]);
  return {
    sql: `DELETE FROM ${table.name} t USING ${other.name} o WHERE o.k = t.k AND t.k % 4 = 2 AND ${condition(draw, 1, scope)} RETURNING t.*`,
    ordered: false,
  };
};

export const merge: Make = (draw, schema) => {
  const [table, source] = [draw.pick(schema.tables), draw.pick(schema.tables)];
  const both = safeScope([...alias(table, 't'), ...alias(source, 's')]);
  const sourceOnly = safeScope(alias(source, 's'));
  const when = (scope: Scope) => (draw.percent(50) ? ` AND ${condition(draw, 1, scope)}` : '');
  const target = draw.pick(table.columns.slice(1));
  const matched = draw.pick([
    () => `UPDATE SET ${target.name} = ${expression(draw, target.type, 1, both)}`,
    () => 'DELETE',
    () => 'DO NOTHING',
  ]);
  const others = table.columns
    .slice(1)
    .map(({ type }) => (draw.percent(50) ? literal(draw, type) : expression(draw, type, 1, sourceOnly)));
  const missing = draw.percent(80)
    ? `INSERT VALUES (${[`s.k + ${draw.between(0, 20)}`, ...others].join(', ')})`
    : 'DO NOTHING';
  const arms = [
    ...draw.several(0, 2, () => `WHEN MATCHED${when(both)} THEN ${matched()}`),
    `WHEN NOT MATCHED${when(sourceOnly)} THEN ${missing}`,
  ];
  return { sql: `MERGE INTO ${table.name} t USING ${source.name} s ON t.k = s.k ${arms.join(' ')}`, ordered: true };
};
