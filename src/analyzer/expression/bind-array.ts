/** ARRAY[...] and subscripts ("Arrays"). */
import type { BoundExpr, BoundSubscript } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { ArrayConstructor, Expression, Subscript } from '../../parser/ast/index.ts';
import { typeOid } from '../../types/oids.ts';
import type { Oid } from '../../types/type-def.ts';
import { coerceToTarget, coerceType } from '../coercion/coerce.ts';
import { coerceToCommonType, selectCommonType } from '../coercion/common-type.ts';
import { arrayOver } from '../coercion/polymorphic.ts';
import { int4Oid } from '../oids.ts';
import type { Scope } from '../scope.ts';
import { bindJsonbSubscript } from './bind-jsonb-subscript.ts';
import { constant, leftmost } from './make-nodes.ts';

/** `target`: the array type it is cast to, when it is; elements are then converted as by an explicit cast. */
export function bindArray(expr: ArrayConstructor, scope: Scope, target: Oid = 0, typmod = -1): BoundExpr {
  const { state } = scope;
  const { location } = expr;
  let nested = false;
  const bound = expr.elements.map((element) => {
    const item = element.kind === 'array' ? bindArray(element, scope, target, typmod) : scope.bind(element);
    if (element.kind === 'array' || isArray(scope, item.type)) nested = true;
    return item;
  });
  if (target !== 0) {
    const elementType = state.type(target).elementOid;
    const wanted = nested ? target : elementType;
    const elements = bound.map((item) => {
      const converted = coerceToTarget(state, item, wanted, typmod, 'explicit', 'explicit');
      if (converted) return converted;
      throw sqlError('cannot_coerce', `cannot cast type ${state.typeName(item.type)} to ${state.typeName(wanted)}`, {
        location: item.location,
      });
    });
    return { kind: 'array', elements, nested, type: target, typmod, location };
  }
  if (bound.length === 0) {
    throw sqlError('indeterminate_datatype', 'cannot determine type of empty array', {
      hint: 'Explicitly cast to the desired type, for example ARRAY[]::integer[].',
      location,
    });
  }
  const common = selectCommonType(state, bound, 'ARRAY');
  const elements = bound.map((item) => coerceToCommonType(state, item, common, 'ARRAY'));
  const type = isArray(scope, common) ? common : arrayTypeOver(scope, common, location);
  return { kind: 'array', elements, nested, type, typmod: -1, location };
}

function isArray(scope: Scope, type: Oid): boolean {
  const row = scope.state.type(type);
  return row.elementOid !== 0 && row.category === 'A';
}

function arrayTypeOver(scope: Scope, type: Oid, location: number): Oid {
  try {
    return arrayOver(scope.state, type);
  } catch (error) {
    if (error instanceof Error && 'location' in error) error.location = location;
    throw error;
  }
}

/** All subscripts that follow one another are one node; a slice anywhere makes them all slices. */
export function bindSubscript(expr: Subscript, scope: Scope): BoundExpr {
  const { state } = scope;
  const written = scope.bind(subscriptChain(expr).container);
  const base = state.baseType(written.type);
  const arg = base.type === written.type ? written : coerceType(state, written, base.type, -1, 'implicit', 'implicit');
  const container = state.type(arg.type);
  if (arg.type === typeOid.jsonb) return bindJsonbSubscript(arg, subscriptChain(expr).steps, scope);
  if (container.elementOid === 0) {
    throw sqlError(
      'datatype_mismatch',
      `cannot subscript type ${container.displayName} because it does not support subscripting`,
      { location: arg.location },
    );
  }
  const { subscripts, slice } = bindSubscripts(expr, scope);
  return {
    kind: 'subscript',
    arg,
    subscripts,
    slice,
    type: slice ? arg.type : container.elementOid,
    typmod: arg.typmod,
    location: leftmost(-1, arg),
  };
}

export function subscriptChain(expr: Subscript): {
  readonly container: Expression;
  readonly steps: readonly Subscript[];
} {
  const steps: Subscript[] = [];
  let node: Expression = expr;
  while (node.kind === 'subscript') {
    steps.unshift(node);
    const { separate } = node;
    node = node.arg;
    if (separate) break;
  }
  return { container: node, steps };
}

/** The subscripts alone, of a value or of a place that is assigned to. */
export function bindSubscripts(expr: Subscript, scope: Scope): Pick<BoundSubscript, 'subscripts' | 'slice'> {
  const { state } = scope;
  const { steps } = subscriptChain(expr);
  const slice = steps.some((s) => s.slice);
  const bound = (e: Expression | null): BoundExpr | null => {
    if (!e) return null;
    const value = scope.bind(e);
    const index = coerceToTarget(state, value, int4Oid, -1, 'assignment', 'implicit');
    if (!index) {
      throw sqlError('datatype_mismatch', 'array subscript must have type integer', { location: value.location });
    }
    return index;
  };
  const subscripts = steps.map((s) => {
    // Among slices a single subscript n means 1:n.
    if (slice && !s.slice) return { lower: constant(int4Oid, 1, -1), upper: bound(s.upper) };
    return { lower: bound(s.lower), upper: bound(s.upper) };
  });
  return { subscripts, slice };
}
