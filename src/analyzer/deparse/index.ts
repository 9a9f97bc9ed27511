/**
 * Bound trees back to SQL text, with the catalog's present names: for pg_get_viewdef, pg_get_expr, pg_get_constraintdef,
 * pg_get_indexdef and EXPLAIN. `pretty` is PostgreSQL's: only needed parentheses.
 */
import type { Deparser } from '../../catalog/definitions.ts';
import type { RelationDescriptor } from '../../catalog/descriptors.ts';
import { isDomainValueRow } from '../../catalog/domain-value.ts';
import type { BoundExpr, BoundQuery } from '../../catalog/tree.ts';
import { quoteIdentifier } from '../../parser/index.ts';
import { ExpressionPrinter } from './expression.ts';
import type { DeparseContext } from './names.ts';
import { Printer } from './printer.ts';
import { QueryNames, QueryPrinter } from './query.ts';

export { type DeparseContext, quoteLiteral, relationName, typeText } from './names.ts';

export interface DeparseOptions {
  readonly pretty?: boolean;
  /** Constant lists of IN as one array constant: how EXPLAIN shows them. */
  readonly folded?: boolean;
}

/** `variable` gives the text of a column, already quoted and qualified. */
export function deparseExpression(
  expr: BoundExpr,
  context: DeparseContext,
  variable: (rel: number, column: number) => string,
  options: DeparseOptions = {},
): string {
  const out = new Printer(false, options.pretty ?? false);
  const names = new QueryNames();
  const printer = new ExpressionPrinter(out, context, {
    folded: options.folded ?? false,
    variable: (v) => variable(v.rel, v.column),
    wholeRow: () => null,
    query: (query, inner) => new QueryPrinter(inner, context, names).print(query, null, false),
    windowName: () => null,
    windowText: (_index, inner) => {
      inner.add('(?)');
    },
  });
  printer.print(expr, false);
  return out.text;
}

/** A stored expression over rel 0 = `table`, or over nothing: check, default, generated column, index expression. */
export function deparseStored(
  expr: BoundExpr,
  relation: RelationDescriptor | null,
  context: DeparseContext,
  options: DeparseOptions = {},
): string {
  if (relation && isDomainValueRow(relation)) return deparseExpression(expr, context, () => 'VALUE', options);
  const columns = relation && 'columns' in relation ? relation.columns : [];
  const variable = (_rel: number, column: number) =>
    column >= 0 ? quoteIdentifier(columns[column]?.name ?? `column${column + 1}`) : 'tableoid';
  return deparseExpression(expr, context, variable, options);
}

/** The text of a view's query without semicolon; `columns` names the result, if not as the query does. */
export function deparseQuery(
  query: BoundQuery,
  context: DeparseContext,
  options: DeparseOptions & { readonly columns?: readonly string[] } = {},
): string {
  const out = new Printer(true, options.pretty ?? false);
  new QueryPrinter(out, context, new QueryNames()).print(
    query,
    options.columns ?? query.columns.map((column) => column.name),
  );
  return out.text;
}

/** What the catalog's definition functions (pg_get_viewdef and so on) need of this layer. */
export function deparserFor(context: DeparseContext): Deparser {
  return {
    expression: (expr, relation, pretty) => deparseStored(expr, relation, context, { pretty }),
    query: (query, pretty) => deparseQuery(query, context, { pretty }),
  };
}
