/** Conversion of bound expressions to a wanted type: what writes BoundCast nodes and makes constants of unknown literals. */
import type { BoundCast, BoundConst, BoundExpr } from '../../catalog/tree.ts';
import { locatedAt, sqlError } from '../../errors/index.ts';
import type { Oid } from '../../types/type-def.ts';
import * as oids from '../oids.ts';
import type { StatementState } from '../state.ts';
import { type CoercionContext, canCoerceOne, findPathway, isComplex } from './pathway.ts';
import { isPolymorphic } from './polymorphic.ts';

/** Form in which a cast was asked for; deparse leaves implicit ones out. */
type CastForm = BoundCast['context'];

/**
 * `expr` as `target`, its modifier included; null when there is no such conversion in this context. A string literal of
 * unknown type goes through the type's input function now, and an error in it points at the literal.
 */
export function coerceToTarget(
  state: StatementState,
  expr: BoundExpr,
  target: Oid,
  typmod: number,
  context: CoercionContext,
  form: CastForm,
  location = -1,
): BoundExpr | null {
  if (!canCoerceOne(state, expr.type, target, context)) return null;
  const converted = coerceType(state, expr, target, typmod, context, form, location);
  const modified = coerceTypmod(state, converted, target, typmod, form, location, converted !== expr);
  // Steps on the way to a domain, and to the fields of a row, are not written but belong to what was.
  const hidden = context === 'explicit' && form !== 'explicit' && modified.kind === 'cast' && modified.applyTypmod;
  return hidden ? { ...modified, cuts: true } : modified;
}

/** `expr` as `target`, without length coercion; the caller knows that the conversion exists. */
export function coerceType(
  state: StatementState,
  expr: BoundExpr,
  target: Oid,
  typmod: number,
  context: CoercionContext,
  form: CastForm,
  location = -1,
): BoundExpr {
  if (expr.type === target) return expr;
  if (target === oids.anyOid || isPolymorphic(target)) return expr;
  if (expr.type === oids.unknownOid && expr.kind === 'param') return state.inferParameter(expr, target, location);
  if (expr.kind === 'cast' && expr.collation !== undefined) {
    // COLLATE stays outermost, and goes where the type has no collation.
    const arg = coerceType(state, expr.arg, target, typmod, context, form, location);
    return state.type(target).collatable ? { ...expr, arg, type: target, typmod: arg.typmod } : arg;
  }
  const base = state.baseType(target);
  if (base.type !== target) {
    if (state.domainCollation(target) !== null) state.collated = true;
    const below = coerceToTarget(state, expr, base.type, base.typmod, context, 'implicit', location);
    return cast(below!, target, 'domain', null, null, form, location);
  }
  if (expr.type === oids.unknownOid && expr.kind === 'const') return constantOf(state, expr, target, typmod, location);
  const pathway = findPathway(state, target, expr.type === oids.unknownOid ? oids.textOid : expr.type, context);
  if (pathway) {
    // A table's row has its text form as a record.
    const row = pathway.method === 'io' && isComplex(state, expr.type);
    const source = row ? cast(expr, oids.recordOid, 'binary', null, null, 'implicit', location) : expr;
    return cast(source, target, pathway.method, pathway.fn, pathway.element, form, location);
  }
  if (target === oids.recordArrayOid && isComplex(state, state.type(expr.type).elementOid)) {
    return cast(expr, target, 'binary', null, null, form, location);
  }
  // Nothing is converted, and a function of any record still sees which type it is, with its column names.
  if (target === oids.recordOid && isComplex(state, expr.type)) return expr;
  if (expr.type === oids.recordOid && isComplex(state, target))
    return rowToComposite(state, expr, target, context, location);
  throw sqlError(
    'internal_error',
    `failed to find conversion function from ${state.typeName(expr.type)} to ${state.typeName(target)}`,
  );
}

function cast(
  arg: BoundExpr,
  type: Oid,
  method: BoundCast['method'],
  fn: Oid | null,
  element: BoundCast['element'],
  context: CastForm,
  location: number,
): BoundCast {
  return {
    kind: 'cast',
    arg,
    method,
    fn,
    element,
    applyTypmod: false,
    context,
    type,
    typmod: -1,
    location: location >= 0 ? location : arg.location,
  };
}

/** The value of an unknown literal in type `target`. */
function constantOf(
  state: StatementState,
  literal: BoundConst,
  target: Oid,
  typmod: number,
  location: number,
): BoundConst {
  const result = { kind: 'const', type: target, location: location >= 0 ? location : literal.location } as const;
  if (literal.value === null) return { ...result, typmod: -1, value: null };
  // Only intervals read their text differently by modifier; for all others length coercion comes after.
  const inputTypmod = target === oids.intervalOid ? typmod : -1;
  // An unknown literal's value is its text.
  const text = literal.value as string;
  const value = locatedAt(literal.location, () => state.type(target).input(text, inputTypmod, state.context.text));
  return { ...result, typmod: inputTypmod, value };
}

/** Adds the conversion to the modifier, joined with a type conversion just made. */
export function coerceTypmod(
  state: StatementState,
  expr: BoundExpr,
  target: Oid,
  typmod: number,
  form: CastForm,
  location: number,
  joinWithCast: boolean,
): BoundExpr {
  if (typmod < 0 || expr.typmod === typmod) return expr;
  if (expr.kind === 'cast' && expr.collation !== undefined) {
    const arg = coerceTypmod(state, expr.arg, target, typmod, form, location, joinWithCast);
    return { ...expr, arg, typmod };
  }
  const type = state.type(target);
  const modified = type.elementOid !== 0 && !type.applyModifier ? state.type(type.elementOid) : type;
  const applyTypmod = modified.applyModifier !== undefined;
  if (joinWithCast && expr.kind === 'cast') return { ...expr, typmod, applyTypmod };
  if (expr.kind === 'const' && expr.value === null) return { ...expr, typmod };
  return { ...cast(expr, target, 'binary', null, null, form, location), typmod, applyTypmod };
}

function rowToComposite(
  state: StatementState,
  expr: BoundExpr,
  target: Oid,
  context: CoercionContext,
  location: number,
): BoundExpr {
  const live = state.type(target).fields;
  if (expr.kind !== 'row' || live === undefined) {
    throw sqlError('cannot_coerce', `cannot cast type record to ${state.typeName(target)}`, { location });
  }
  const wrong = (detail: string) =>
    sqlError('cannot_coerce', `cannot cast type record to ${state.typeName(target)}`, {
      detail,
      location: location < 0 ? expr.location : location,
    });
  const fields = live.map((column, i) => {
    const given = expr.fields[i];
    if (!given) throw wrong('Input has too few columns.');
    const field = given.kind === 'const' && given.untyped ? { ...given, type: oids.unknownOid } : given;
    const converted = coerceToTarget(state, field, column.type, column.typmod, context, 'implicit');
    if (converted) return converted;
    throw wrong(`Cannot cast type ${state.typeName(field.type)} to ${state.typeName(column.type)} in column ${i + 1}.`);
  });
  if (expr.fields.length > live.length) throw wrong('Input has too many columns.');
  return { ...expr, fields, type: target };
}

/** Conditions: `argument of WHERE must be type boolean, not type integer`. */
export function coerceToBoolean(state: StatementState, expr: BoundExpr, construct: string): BoundExpr {
  const result =
    expr.type === oids.boolOid ? expr : coerceToTarget(state, expr, oids.boolOid, -1, 'assignment', 'implicit', -1);
  if (!result) {
    throw sqlError(
      'datatype_mismatch',
      `argument of ${construct} must be type boolean, not type ${state.typeName(expr.type)}`,
      { location: expr.location },
    );
  }
  rejectSet(result, construct);
  return result;
}

/** LIMIT and friends: `argument of LIMIT must be type bigint, not type text`. */
export function coerceToSpecific(state: StatementState, expr: BoundExpr, target: Oid, construct: string): BoundExpr {
  const result = coerceToTarget(state, expr, target, -1, 'assignment', 'implicit', -1);
  if (!result) {
    throw sqlError(
      'datatype_mismatch',
      `argument of ${construct} must be type ${state.typeName(target)}, not type ${state.typeName(expr.type)}`,
      { location: expr.location },
    );
  }
  rejectSet(result, construct);
  return result;
}

function rejectSet(expr: BoundExpr, construct: string): void {
  if (expr.kind !== 'call' || !expr.set) return;
  throw sqlError('datatype_mismatch', `argument of ${construct} must not return a set`, { location: expr.location });
}
