/**
 * Which column of which relation stands behind a column of a result: what RowDescription tells of it. Followed through
 * sub-queries and WITH; a view counts as a relation of its own, and an expression comes from nowhere.
 */
import type {
  BoundCte,
  BoundExpr,
  BoundFrom,
  BoundModification,
  BoundQuery,
  ColumnOrigin,
  OutputColumn,
} from '../catalog/tree.ts';
import type { Oid } from '../types/type-def.ts';

/** Attribute numbers of ctid, tableoid and xmin. */
const systemAttributes: Readonly<Record<number, number>> = { [-1]: -1, [-2]: -6, [-3]: -2 };

type Statement = BoundQuery | BoundModification;

/** The columns with their origins. */
export function withOrigins(statement: Statement, columns: readonly OutputColumn[]): readonly OutputColumn[] {
  const search = new OriginSearch();
  let found = false;
  const marked = columns.map((column, i) => {
    const origin = search.ofColumn(statement, i);
    if (origin === null) return column;
    found = true;
    return { ...column, origin };
  });
  return found ? marked : columns;
}

class OriginSearch {
  private readonly ctes = new Map<number, BoundCte>();

  ofColumn(statement: Statement, column: number): ColumnOrigin | null {
    for (const cte of statement.ctes) this.ctes.set(cte.id, cte);
    switch (statement.kind) {
      case 'select':
        return this.ofExpression(statement.targets[column], statement.from);
      case 'insert':
      case 'update':
      case 'delete': {
        const target = statement.returning?.targets[column];
        if (target?.kind === 'var' && target.rel === statement.rel) return attribute(statement.table, target.column);
        return this.ofExpression(target, statement.kind === 'insert' ? [] : statement.from);
      }
      default:
        return null;
    }
  }

  private ofExpression(expr: BoundExpr | undefined, from: readonly BoundFrom[]): ColumnOrigin | null {
    if (expr?.kind !== 'var') return null;
    const item = itemOf(from, expr.rel);
    switch (item?.kind) {
      case 'table':
        return attribute(item.table, expr.column);
      case 'subquery':
        return item.view !== null ? attribute(item.view, expr.column) : this.ofColumn(item.query, expr.column);
      case 'cte': {
        const cte = this.ctes.get(item.cte);
        return cte === undefined || cte.recursive !== null ? null : this.ofColumn(cte.query, expr.column);
      }
      default:
        return null;
    }
  }
}

function attribute(table: Oid, column: number): ColumnOrigin {
  return { table, column: column < 0 ? (systemAttributes[column] ?? 0) : column + 1 };
}

function itemOf(from: readonly BoundFrom[], rel: number): Exclude<BoundFrom, { kind: 'join' }> | null {
  for (const item of from) {
    const found = item.kind === 'join' ? itemOf([item.left, item.right], rel) : item.rel === rel ? item : null;
    if (found !== null) return found;
  }
  return null;
}
