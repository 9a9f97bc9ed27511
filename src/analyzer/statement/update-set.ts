/** SET of UPDATE and of ON CONFLICT DO UPDATE. */
import type { TableDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import { renumberExpr } from '../../catalog/tree-map.ts';
import { containsVolatile } from '../../catalog/tree-walk.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { Assignment, Expression } from '../../parser/ast/index.ts';
import { bindList } from '../expression/bind-row.ts';
import { rowFields } from '../expression/bind-subquery.ts';
import { constant, variable } from '../expression/make-nodes.ts';
import type { Scope } from '../scope.ts';
import { assignTo } from './assign.ts';
import { bindPlace } from './assignment-place.ts';
import { columnLocation } from './bind-set-operation.ts';
import { defaultValue, generatedValue } from './defaults.ts';
import { attributeOf, columnNamed, type ModificationTarget, type TargetColumn } from './modification-target.ts';

export interface BoundAssignment {
  readonly column: number;
  readonly value: BoundExpr;
}

interface Pending {
  readonly target: Assignment['columns'][number];
  /** null: DEFAULT. */
  readonly value: BoundExpr | null;
}

interface Assigned {
  readonly seen: TargetColumn;
  readonly whole: boolean;
  readonly value: BoundExpr;
}

/** The assignments, generated columns computed anew at the end. Columns are the row before. `verb`: of the statement. */
export function bindAssignments(
  assignments: readonly Assignment[],
  target: ModificationTarget,
  scope: Scope,
  verb: 'INSERT' | 'UPDATE' = 'UPDATE',
): readonly BoundAssignment[] {
  const { state } = scope;
  const { table, rel } = target;
  scope.kind = 'update';
  const pending = assignments.flatMap((assignment) => bindSource(assignment, scope));
  const set = new Map<number, Assigned>();
  for (const { target: written, value } of pending) {
    const seen = columnNamed(target, written, 'UPDATE');
    const place = bindPlace(written, seen, scope, 'UPDATE');
    const converted =
      value === null ? null : place === null ? assignTo(seen, value, state) : place.convert(value, state);
    if (value === null && place !== null) place.refuseDefault();
    const column = attributeOf(seen, verb);
    const descriptor = table.columns[column]!;
    // Through a view DEFAULT is a value: the view's default, or NULL.
    const valued = value !== null || target.relation.kind === 'view';
    if (valued && (descriptor.generated || descriptor.identity === 'always')) {
      throw sqlError('generated_always', `column "${descriptor.name}" can only be updated to DEFAULT`, {
        detail: descriptor.generated
          ? `Column "${descriptor.name}" is a generated column.`
          : `Column "${descriptor.name}" is an identity column defined as GENERATED ALWAYS.`,
      });
    }
    const before = set.get(column);
    if (before !== undefined && (before.whole || place === null)) {
      // Two columns of a view may be the same column of its table.
      const name = before.seen === seen ? seen.name : descriptor.name;
      throw sqlError('syntax_error', `multiple assignments to same column "${name}"`);
    }
    if (descriptor.generated) continue;
    if (place === null) {
      set.set(column, { seen, whole: true, value: converted ?? defaultOf(seen, target, scope) });
      continue;
    }
    const container = before?.value ?? variable(rel, column, descriptor.type, descriptor.typmod);
    set.set(column, { seen, whole: false, value: place.into(container, converted!) });
  }
  const result = [...set].map(([column, { value }]) => ({ column, value }));
  return [...result, ...generatedColumns(table, rel, result, scope)];
}

function defaultOf(column: TargetColumn, target: ModificationTarget, scope: Scope): BoundExpr {
  // A view that has no default of its own does not ask the table for one.
  if (target.relation.kind === 'view') {
    if (column.viewDefault === null) return constant(column.type, null, -1, column.typmod);
    return renumberExpr(column.viewDefault, 0, scope.state);
  }
  return defaultValue(target.table, attributeOf(column, 'UPDATE'), scope);
}

function bindSource(assignment: Assignment, scope: Scope): Pending[] {
  const { columns, value, multiple } = assignment;
  if (!multiple) return [{ target: columns[0]!, value: bindOrDefault(value, scope) }];
  const mismatch = () =>
    sqlError('syntax_error', 'number of columns does not match number of values', { location: value.location });
  if (value.kind === 'subquery') {
    const query = scope.state.binder.query(value.query, scope);
    if (query.columns.length !== columns.length) throw mismatch();
    const fields = rowFields(query, value.location);
    return columns.map((target, i) => ({ target, value: { ...fields[i]!, location: columnLocation(query, i) } }));
  }
  if (value.kind === 'row') {
    const values = value.fields.some((field) => field.kind === 'star')
      ? bindList(value.fields, scope)
      : value.fields.map((field) => bindOrDefault(field, scope));
    if (values.length !== columns.length) throw mismatch();
    return columns.map((target, i) => ({ target, value: values[i]! }));
  }
  throw sqlError(
    'feature_not_supported',
    'source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression',
    { location: value.location },
  );
}

function bindOrDefault(value: Expression, scope: Scope): BoundExpr | null {
  return value.kind === 'default' ? null : scope.bind(value);
}

function generatedColumns(
  table: TableDescriptor,
  rel: number,
  set: readonly BoundAssignment[],
  scope: Scope,
): readonly BoundAssignment[] {
  const result: BoundAssignment[] = [];
  const { functions } = scope.state.context;
  table.columns.forEach((column, position) => {
    if (!column.generated || column.dropped) return;
    let changed = false;
    const value = generatedValue(column.generated, table, scope, (from) => {
      const assigned = set.find((a) => a.column === from);
      if (!assigned) {
        const source = table.columns[from]!;
        return variable(rel, from, source.type, source.typmod);
      }
      // The value would be computed once for each place it stands in.
      if (containsVolatile(assigned.value, (fn) => functions.functionByOid(fn)?.volatility === 'volatile')) {
        throw unsupported('a volatile value for a column that a generated column depends on', assigned.value.location);
      }
      changed = true;
      return assigned.value;
    });
    if (changed) result.push({ column: position, value });
  });
  return result;
}
