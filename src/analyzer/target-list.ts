/** Select lists: stars spread, names figured out. */
import type { BoundExpr } from '../catalog/tree.ts';
import { sqlError } from '../errors/index.ts';
import type { FieldSelection, Star, Target } from '../parser/ast/index.ts';
import { coerceType } from './coercion/coerce.ts';
import { checkColumnsAllowed, checkDatabase } from './expression/bind-column.ts';
import { fieldsOf } from './expression/bind-row.ts';
import { figureColumnName } from './expression/figure-name.ts';
import { missingTable } from './missing-names.ts';
import { at, findColumn, findTable } from './namespace.ts';
import { textOid, unknownOid } from './oids.ts';
import type { NamespaceColumn, Scope } from './scope.ts';
import type { StatementState } from './state.ts';

/** An entry of the select list while the query is bound; junk ones are not shown, they only sort. */
export interface TargetEntry {
  expr: BoundExpr;
  readonly name: string;
  readonly junk: boolean;
}

export function bindTargets(targets: readonly Target[], scope: Scope): TargetEntry[] {
  const entries: TargetEntry[] = [];
  for (const target of targets) {
    const { value } = target;
    if (value.kind === 'star') {
      for (const column of starColumns(value, scope)) entries.push(entry(at(column.expr, value.location), column.name));
    } else if (value.kind === 'field' && value.field === '*') {
      entries.push(...spreadRow(value, scope));
    } else {
      entries.push(entry(scope.bind(value), target.alias ?? figureColumnName(value)));
    }
  }
  return entries;
}

function entry(expr: BoundExpr, name: string): TargetEntry {
  return { expr, name, junk: false };
}

function starColumns(star: Star, scope: Scope): readonly NamespaceColumn[] {
  checkColumnsAllowed(scope, star.location);
  if (star.qualifier.length > 0) {
    const qualifier = checkDatabase(scope, star.qualifier, [...star.qualifier, '*'], star.location);
    const table = findTable(scope, qualifier, star.location);
    if (!table) throw missingTable(scope, qualifier, star.location);
    return expanded(table.columns);
  }
  const visible = scope.namespace.filter((item) => item.columnsVisible);
  if (visible.length === 0) {
    throw sqlError('syntax_error', 'SELECT * with no tables specified is not valid', { location: star.location });
  }
  return visible.flatMap((item) => expanded(item.columns));
}

/** `(row).*`. */
function spreadRow(expr: FieldSelection, scope: Scope): TargetEntry[] {
  const { arg } = expr;
  if (arg.kind === 'columnRef' && arg.parts.length === 1 && !findColumn(scope, arg.parts[0]!, arg.location)) {
    const table = findTable(scope, arg.parts, arg.location);
    if (table && !table.scalar) return table.columns.map((c) => entry(at(c.expr, arg.location), c.name));
  }
  const row = scope.bind(arg);
  const fields = fieldsOf(row, scope);
  if (!fields) {
    throw sqlError('wrong_object_type', `type ${scope.state.typeName(row.type)} is not composite`);
  }
  return fields.map((field) =>
    entry(
      { kind: 'field', arg: row, field: field.index, type: field.type, typmod: field.typmod, location: row.location },
      field.name,
    ),
  );
}

/** What is still unknown at the end is text. */
export function resolveUnknowns(entries: readonly TargetEntry[], state: StatementState): void {
  for (const item of entries) {
    if (item.expr.type === unknownOid) {
      item.expr = coerceType(state, item.expr, textOid, -1, 'implicit', 'implicit');
    }
  }
}

function expanded(columns: readonly NamespaceColumn[]): readonly NamespaceColumn[] {
  return columns.filter((column) => !column.unexpanded);
}
