/** `a[1]`, `a[2:3]`, `c.f` on the left of an assignment: which elements or field, and what is put there. */
import type { BoundExpr, BoundSubscript } from '../../catalog/tree.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { FieldSelection, InsertColumn, Subscript } from '../../parser/ast/index.ts';
import { typeOid } from '../../types/oids.ts';
import type { Oid } from '../../types/type-def.ts';
import { coerceToTarget } from '../coercion/coerce.ts';
import { bindSubscripts, subscriptChain } from '../expression/bind-array.ts';
import { bindJsonbKeys } from '../expression/bind-jsonb-subscript.ts';
import type { Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';
import { assignToField, fieldTarget, withField } from './field-assignment.ts';
import type { TargetColumn } from './modification-target.ts';

export interface Place {
  /** What a value must be. */
  readonly type: Oid;
  readonly typmod: number;
  convert(value: BoundExpr, state: StatementState): BoundExpr;
  /** The column's value with `value` put in. */
  into(container: BoundExpr, value: BoundExpr): BoundExpr;
  refuseDefault(): never;
}

/** null when the whole column is meant. */
export function bindPlace(
  written: InsertColumn,
  column: TargetColumn,
  scope: Scope,
  verb: 'INSERT' | 'UPDATE',
): Place | null {
  const step = written.indirection[0];
  if (step === undefined) return null;
  const outer = step.kind === 'subscript' ? subscriptChain(step).container : step;
  if (step.kind === 'subscript' && outer.kind === 'field') {
    // The field must be there before its elements are no target yet.
    fieldTarget(outer, column, scope.state);
    throw unsupported('assignment to elements of a field', step.location);
  }
  const { state } = scope;
  if (step.kind === 'field') return fieldPlace(written, step, column, state);
  if (step.kind !== 'subscript') throw unsupported('this target of an assignment', step.location);
  // Elements of a domain's value are those of the array below; the whole is checked again.
  const { type: base } = state.baseType(column.type);
  const container = state.type(base);
  if (base === typeOid.jsonb) return jsonbPlace(written, step, column, scope);
  if (container.elementOid === 0) {
    throw sqlError(
      'datatype_mismatch',
      `cannot subscript type ${state.typeName(column.type)} because it does not support subscripting`,
      // An INSERT has no value yet that could be pointed at.
      { location: verb === 'INSERT' ? -1 : written.location },
    );
  }
  const { subscripts, slice } = bindSubscripts(step, scope);
  return subscriptedPlace(written, column, state, {
    subscripts,
    slice,
    type: slice ? base : container.elementOid,
  });
}

/** A value within a jsonb: containers that are missing on the way to it are made. */
function jsonbPlace(written: InsertColumn, step: Subscript, column: TargetColumn, scope: Scope): Place {
  const subscripts = bindJsonbKeys(subscriptChain(step).steps, scope);
  return subscriptedPlace(written, column, scope.state, { subscripts, slice: false, type: typeOid.jsonb });
}

interface Subscripted extends Pick<BoundSubscript, 'subscripts' | 'slice'> {
  readonly type: Oid;
}

function subscriptedPlace(
  written: InsertColumn,
  column: TargetColumn,
  state: StatementState,
  { subscripts, slice, type }: Subscripted,
): Place {
  const { type: base, typmod: baseTypmod } = state.baseType(column.type);
  const typmod = base === column.type ? column.typmod : baseTypmod;
  return {
    type,
    typmod,
    convert: (value) => {
      const converted = coerceToTarget(state, value, type, typmod, 'assignment', 'assignment');
      if (converted) return converted;
      throw sqlError(
        'datatype_mismatch',
        `subscripted assignment to "${column.name}" requires type ${state.typeName(type)} but expression is of type ${state.typeName(value.type)}`,
        { hint: 'You will need to rewrite or cast the expression.', location: written.location },
      );
    },
    into: (arg, assigned): BoundExpr => {
      const array = base === column.type ? arg : coerceToTarget(state, arg, base, typmod, 'implicit', 'implicit')!;
      const changed: BoundSubscript = {
        kind: 'subscript',
        arg: array,
        subscripts,
        slice,
        assigned,
        type: base,
        typmod,
        location: -1,
      };
      if (base === column.type) return changed;
      return coerceToTarget(state, changed, column.type, column.typmod, 'assignment', 'implicit')!;
    },
    refuseDefault: () => {
      throw sqlError('feature_not_supported', 'cannot set an array element to DEFAULT', {
        location: written.location,
      });
    },
  };
}

function fieldPlace(written: InsertColumn, step: FieldSelection, column: TargetColumn, state: StatementState): Place {
  const field = fieldTarget(step, column, state);
  return {
    type: field.type,
    typmod: field.typmod,
    convert: (value) => assignToField(field, value, state),
    into: (row, value) => withField(row.kind === 'const' && row.value === null ? null : row, field, value, state),
    refuseDefault: () => {
      throw sqlError('feature_not_supported', 'cannot set a subfield to DEFAULT', { location: written.location });
    },
  };
}
