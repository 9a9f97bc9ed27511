/** Assignment of an expression to a column: the cast, and its refusal. */
import type { ColumnDescriptor, TableDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { InsertColumn } from '../../parser/ast/index.ts';
import { coerceToTarget } from '../coercion/coerce.ts';
import type { StatementState } from '../state.ts';

export function assignTo(column: ColumnDescriptor, expr: BoundExpr, state: StatementState): BoundExpr {
  const converted = coerceToTarget(state, expr, column.type, column.typmod, 'assignment', 'assignment');
  if (converted) return converted;
  throw sqlError(
    'datatype_mismatch',
    `column "${column.name}" is of type ${state.typeName(column.type)} but expression is of type ${state.typeName(expr.type)}`,
    { hint: 'You will need to rewrite or cast the expression.', location: expr.location },
  );
}

const systemNames: ReadonlySet<string> = new Set(['ctid', 'tableoid', 'xmin', 'xmax', 'cmin', 'cmax']);

/** Position of a target column. */
export function targetColumn(table: TableDescriptor, target: InsertColumn, verb: 'INSERT' | 'UPDATE'): number {
  const position = table.columns.findIndex((column) => !column.dropped && column.name === target.name);
  if (position < 0) {
    if (verb === 'UPDATE' && systemNames.has(target.name)) {
      throw sqlError('feature_not_supported', `cannot assign to system column "${target.name}"`, {
        location: target.location,
      });
    }
    throw sqlError('undefined_column', `column "${target.name}" of relation "${table.name}" does not exist`, {
      location: target.location,
    });
  }
  return position;
}
