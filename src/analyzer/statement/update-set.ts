/** SET of UPDATE and of ON CONFLICT DO UPDATE. */
import type { TableDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import { containsVolatile } from '../../catalog/tree-walk.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { Assignment, Expression } from '../../parser/ast/index.ts';
import { bindList } from '../expression/bind-row.ts';
import { rowFields } from '../expression/bind-subquery.ts';
import { variable } from '../expression/make-nodes.ts';
import type { Scope } from '../scope.ts';
import { assignTo, targetColumn } from './assign.ts';
import { defaultValue, generatedValue } from './defaults.ts';
import { assignToField, fieldTarget, withField } from './field-assignment.ts';

export interface BoundAssignment {
  readonly column: number;
  readonly value: BoundExpr;
}

interface Pending {
  readonly target: Assignment['columns'][number];
  /** null: DEFAULT. */
  readonly value: BoundExpr | null;
}

/** The assignments, generated columns computed anew at the end. `rel` is the row before. */
export function bindAssignments(
  assignments: readonly Assignment[],
  table: TableDescriptor,
  rel: number,
  scope: Scope,
): readonly BoundAssignment[] {
  const { state } = scope;
  scope.kind = 'update';
  const pending = assignments.flatMap((assignment) => bindSource(assignment, scope));
  const set: (BoundAssignment & { readonly fields?: true })[] = [];
  for (const { target, value } of pending) {
    const column = targetColumn(table, target, 'UPDATE');
    const descriptor = table.columns[column]!;
    if (value !== null && (descriptor.generated || descriptor.identity === 'always')) {
      throw sqlError('generated_always', `column "${descriptor.name}" can only be updated to DEFAULT`, {
        detail: descriptor.generated
          ? `Column "${descriptor.name}" is a generated column.`
          : `Column "${descriptor.name}" is an identity column defined as GENERATED ALWAYS.`,
      });
    }
    const field = fieldTarget(target, descriptor, state);
    const before = set.findIndex((a) => a.column === column);
    if (field !== null && !descriptor.generated) {
      if (value === null)
        throw sqlError('feature_not_supported', 'cannot set a subfield to DEFAULT', { location: target.location });
      const earlier = before < 0 ? null : set[before]!;
      if (earlier !== null && !earlier.fields!) throw multipleAssignments(descriptor.name);
      const base = earlier?.value ?? variable(rel, column, descriptor.type, descriptor.typmod);
      const changed = withField(base, field, assignToField(field, value, state), state);
      if (earlier === null) set.push({ column, value: changed, fields: true });
      else set[before] = { column, value: changed, fields: true };
      continue;
    }
    if (before >= 0) {
      throw multipleAssignments(descriptor.name);
    }
    if (descriptor.generated) continue;
    set.push({
      column,
      value: value === null ? defaultValue(table, column, scope) : assignTo(descriptor, value, state),
    });
  }
  return [...set, ...generatedColumns(table, rel, set, scope)];
}

function multipleAssignments(column: string): Error {
  return sqlError('syntax_error', `multiple assignments to same column "${column}"`);
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
    return columns.map((target, i) => ({ target, value: fields[i]! }));
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
    const value = generatedValue(column.generated, scope, (from) => {
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
