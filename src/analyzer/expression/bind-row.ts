/** ROW(...) and fields of rows. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { Expression, FieldSelection, RowConstructor } from '../../parser/ast/index.ts';
import { coerceType } from '../coercion/coerce.ts';
import { isComplex } from '../coercion/pathway.ts';
import { missingColumn, missingTable } from '../missing-names.ts';
import { at, columnOf, findColumn, findTable } from '../namespace.ts';
import { recordOid, textOid, unknownOid } from '../oids.ts';
import { typeOidByName } from '../resolution/signatures.ts';
import type { Scope } from '../scope.ts';
import { checkFieldCount } from '../tuple-limits.ts';
import { checkDatabase } from './bind-column.ts';

/** The fields, `t.*` spread, unknown literals left as they are. */
export function bindRowFields(row: RowConstructor, scope: Scope): readonly BoundExpr[] {
  const fields = bindList(row.fields, scope);
  checkFieldCount(fields.length, row.location);
  return fields;
}

/** A list of expressions in which `t.*` stands for all columns. */
export function bindList(exprs: readonly Expression[], scope: Scope): readonly BoundExpr[] {
  return exprs.flatMap((expr) => {
    if (expr.kind === 'star' && expr.qualifier.length > 0) {
      const qualifier = checkDatabase(scope, expr.qualifier, [...expr.qualifier, '*'], expr.location);
      const table = findTable(scope, qualifier, expr.location);
      if (!table) throw missingTable(scope, qualifier, expr.location);
      return table.columns.map((column) => at(column.expr, expr.location));
    }
    return [scope.bind(expr)];
  });
}

export function bindRow(row: RowConstructor, scope: Scope): BoundExpr {
  const fields = bindRowFields(row, scope).map((field) =>
    field.type === unknownOid ? textField(field, scope) : field,
  );
  return { kind: 'row', fields, type: recordOid, typmod: -1, location: row.location };
}

/** A literal is text, until the row is converted to a type that wants something else of it. */
function textField(field: BoundExpr, scope: Scope): BoundExpr {
  const text = coerceType(scope.state, field, textOid, -1, 'implicit', 'implicit');
  return text.kind === 'const' ? { ...text, untyped: true } : text;
}

export function bindField(expr: FieldSelection, scope: Scope): BoundExpr {
  if (expr.field === '*') {
    throw sqlError('syntax_error', 'row expansion via "*" is not supported here', { location: expr.location });
  }
  const direct = fieldOfTable(expr, scope);
  if (direct) return direct;
  return selectField(scope.bind(expr.arg), expr.field, expr.location, scope);
}

/** `(t).c` where t is a FROM item, not a column. */
function fieldOfTable(expr: FieldSelection, scope: Scope): BoundExpr | null {
  const arg = expr.arg;
  if (arg.kind !== 'columnRef' || arg.parts.length !== 1) return null;
  if (findColumn(scope, arg.parts[0]!, arg.location)) return null;
  const table = findTable(scope, arg.parts, arg.location);
  if (!table || table.scalar) return null;
  const column = columnOf(table, expr.field, arg.location);
  if (!column) throw missingColumn(scope, table.name, expr.field, arg.location);
  return column;
}

export interface FieldInfo {
  readonly name: string;
  readonly index: number;
  readonly type: number;
  readonly typmod: number;
}

/** Columns of a composite value, null when its type does not tell. */
export function fieldsOf(row: BoundExpr, scope: Scope): readonly FieldInfo[] | null {
  const { state } = scope;
  if (isComplex(state, row.type)) {
    const { fields } = state.type(state.baseType(row.type).type);
    if (fields) return fields.map((field, index) => ({ ...field, index }));
  }
  if (row.kind === 'row') {
    return row.fields.map((field, index) => ({
      name: `f${index + 1}`,
      index,
      type: field.type,
      typmod: field.typmod,
    }));
  }
  const def = row.kind === 'call' ? state.context.functions.functionByOid(row.fn) : undefined;
  if (def?.kind === 'set' && row.type === recordOid && def.columns) {
    return def.columns.map(({ name, type }, index) => ({
      name,
      index,
      type: outColumnType(row, type, scope),
      typmod: -1,
    }));
  }
  const behind = row.kind === 'var' && row.type === recordOid ? state.targetBehind(row.rel, row.column) : undefined;
  return behind === undefined ? null : fieldsOf(behind, scope);
}

function selectField(arg: BoundExpr, field: string, location: number, scope: Scope): BoundExpr {
  const { state } = scope;
  const fields = fieldsOf(arg, scope);
  const found = fields?.find((f) => f.name === field);
  if (found) {
    if (state.type(found.type).collatable) state.collated = true;
    return { kind: 'field', arg, field: found.index, type: found.type, typmod: found.typmod, location: arg.location };
  }
  if (isComplex(state, arg.type)) {
    throw sqlError('undefined_column', `column "${field}" not found in data type ${state.typeName(arg.type)}`, {
      location,
    });
  }
  if (arg.type === recordOid) {
    throw sqlError('undefined_column', `could not identify column "${field}" in record data type`, { location });
  }
  throw sqlError(
    'wrong_object_type',
    `column notation .${field} applied to type ${state.typeName(arg.type)}, which is not a composite type`,
    { location },
  );
}

/** OUT columns may be polymorphic over the first argument. */
export function outColumnType(call: BoundExpr, name: string, scope: Scope): number {
  if (name === 'anyelement' && call.kind === 'call') {
    const first = call.args[0]!.type;
    return scope.state.type(first).elementOid || first;
  }
  return typeOidByName(scope.state, name);
}
