/** Column references, whole rows, `t.*` as a value. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { ColumnRef, Star } from '../../parser/ast/index.ts';
import { missingColumn, missingTable } from '../missing-names.ts';
import { at, columnOf, findColumn, findTable } from '../namespace.ts';
import { boolOid, tidOid } from '../oids.ts';
import type { NamespaceItem, Scope } from '../scope.ts';
import { nullConstant, variable } from './make-nodes.ts';

export function bindColumnRef(ref: ColumnRef, scope: Scope): BoundExpr {
  checkColumnsAllowed(scope, ref.location);
  const { parts, location } = ref;
  if (parts.length === 1) {
    const name = parts[0]!;
    const column = findColumn(scope, name, location);
    if (column) return column;
    const table = findTable(scope, parts, location);
    if (table) return wholeRow(table, scope, location);
    throw missingColumn(scope, null, name, location);
  }
  const { table, qualifier, name } = splitName(scope, parts, location);
  if (!table) throw missingTable(scope, qualifier, location);
  const column = columnOf(table, name, location);
  if (!column) throw missingColumn(scope, qualifier[qualifier.length - 1]!, name, location);
  return column;
}

export function checkColumnsAllowed(scope: Scope, location: number): void {
  if (scope.columnsForbidden !== null) {
    throw sqlError('feature_not_supported', scope.columnsForbidden, { location });
  }
}

interface SplitName {
  readonly table: NamespaceItem | null;
  readonly qualifier: readonly string[];
  readonly name: string;
}

/** `t.c`, `s.t.c`, `db.s.t.c` into the table and the last part. */
function splitName(scope: Scope, parts: readonly string[], location: number): SplitName {
  const qualifier = checkDatabase(scope, parts.slice(0, -1), parts, location);
  return { table: findTable(scope, qualifier, location), qualifier, name: parts[parts.length - 1]! };
}

export function checkDatabase(
  scope: Scope,
  qualifier: readonly string[],
  written: readonly string[],
  location: number,
): readonly string[] {
  if (qualifier.length <= 2) return qualifier;
  if (qualifier.length > 3) {
    throw sqlError('syntax_error', `improper qualified name (too many dotted names): ${written.join('.')}`, {
      location,
    });
  }
  if (qualifier[0] !== scope.state.context.databaseName) {
    throw sqlError('feature_not_supported', `cross-database references are not implemented: ${written.join('.')}`, {
      location,
    });
  }
  return qualifier.slice(1);
}

/** `t.*` where a value is wanted is the row. */
export function bindStarValue(star: Star, scope: Scope): BoundExpr {
  if (star.qualifier.length === 0) throw unsupported('"*" as a value', star.location);
  checkColumnsAllowed(scope, star.location);
  const qualifier = checkDatabase(scope, star.qualifier, [...star.qualifier, '*'], star.location);
  const table = findTable(scope, qualifier, star.location);
  if (!table) throw missingTable(scope, qualifier, star.location);
  return wholeRow(table, scope, star.location);
}

/**
 * The row of a FROM item. Where the item may be null-extended by an outer join the row itself is NULL then, which is told by
 * the ctid of a table; other items cannot tell and are refused there.
 */
export function wholeRow(table: NamespaceItem, scope: Scope, location: number): BoundExpr {
  if (table.scalar) return at(table.columns[0]!.expr, location);
  const row = rowOf(table, location);
  if (table.rel < 0 || !scope.state.nullableRels.has(table.rel)) return row;
  if (table.systemColumns === null)
    throw unsupported('a whole-row reference to the nullable side of an outer join', location);
  const typed = { type: row.type, typmod: -1, location };
  return {
    ...typed,
    kind: 'case',
    base: null,
    whens: [
      {
        when: {
          kind: 'nullTest',
          arg: variable(table.rel, -1, tidOid, -1, location),
          negated: false,
          type: boolOid,
          typmod: -1,
          location,
        },
        // biome-ignore lint/suspicious/noThenProperty: the tree names the arms of CASE so; they are never awaited.
        then: { ...nullConstant(location), type: row.type },
      },
    ],
    otherwise: row,
  };
}

function rowOf(table: NamespaceItem, location: number): BoundExpr {
  return {
    kind: 'row',
    fields: table.columns.map((column) => at(column.expr, location)),
    names: table.columns.map((column) => column.name),
    type: table.rowType,
    typmod: -1,
    location,
  };
}
