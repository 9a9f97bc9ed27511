/**
 * Polymorphic types ("Extending SQL", "Polymorphic Types"): one element type stands behind anyelement, anyarray, anynonarray,
 * anyenum and anyrange of a call; a common type of all of them behind the anycompatible family.
 */
import { sqlError } from '../../errors/index.ts';
import { familyOfMultirange, familyOfRange } from '../../types/ranges/families.ts';
import type { Oid } from '../../types/type-def.ts';
import * as oids from '../oids.ts';
import type { StatementState } from '../state.ts';

const simple: ReadonlySet<Oid> = new Set([
  oids.anyelementOid,
  oids.anyarrayOid,
  oids.anynonarrayOid,
  oids.anyenumOid,
  oids.anyrangeOid,
  oids.anymultirangeOid,
]);
const compatible: ReadonlySet<Oid> = new Set([
  oids.anycompatibleOid,
  oids.anycompatiblearrayOid,
  oids.anycompatiblenonarrayOid,
  oids.anycompatiblerangeOid,
  oids.anycompatiblemultirangeOid,
]);

export function isPolymorphic(type: Oid): boolean {
  return simple.has(type) || compatible.has(type);
}

function elementOf(state: StatementState, type: Oid): Oid {
  // name and point have elements too, and are no arrays.
  const { category, elementOid } = state.type(state.baseType(type).type);
  return category === 'A' || type === oids.recordArrayOid ? elementOid : 0;
}

function rangeSubtype(range: Oid): Oid {
  return familyOfRange(range)?.subtype.oid ?? 0;
}

function rangeOfMultirange(multirange: Oid): Oid {
  return familyOfMultirange(multirange)?.oid ?? 0;
}

function casts(state: StatementState, source: Oid, target: Oid): boolean {
  if (source === target || state.baseType(source).type === target) return true;
  if (state.context.functions.castBetween(source, target)?.context === 'implicit') return true;
  const [from, to] = [elementOf(state, source), elementOf(state, target)];
  return from !== 0 && to !== 0 && casts(state, from, to);
}

/** Chooses a common type as CASE does, without raising: 0 when there is none. */
function commonType(state: StatementState, given: readonly Oid[]): Oid {
  // Of one domain alone; of several types those below their domains.
  const same = given.every((type) => type === given[0]);
  const types = same ? given : given.map((type) => state.baseType(type).type);
  let best: Oid = oids.unknownOid;
  for (const type of types) {
    if (type === oids.unknownOid || type === best) continue;
    if (best === oids.unknownOid) {
      best = type;
      continue;
    }
    const a = state.type(best);
    const b = state.type(type);
    if (a.category !== b.category) return 0;
    if (!a.preferred && casts(state, best, type) && !casts(state, type, best)) best = type;
  }
  return best === oids.unknownOid ? oids.textOid : best;
}

/** What stands behind the polymorphic arguments of a call, as far as its actual arguments say; 0 where they do not. */
interface Deduction {
  element: Oid;
  array: Oid;
  range: Oid;
  multirange: Oid;
  /** The types that anycompatible and its arrays and ranges contribute. */
  readonly compatibleTypes: Oid[];
  compatible: Oid;
  compatibleRange: Oid;
  compatibleMultirange: Oid;
  /** The first thing that does not fit; made into an error only where one is raised, as most candidates are just passed over. */
  mismatch: (() => Error) | null;
}

function notAlike(state: StatementState, declared: string, first: Oid, second: Oid): Error {
  return sqlError('datatype_mismatch', `arguments declared "${declared}" are not all alike`, {
    detail: `${state.typeName(first)} versus ${state.typeName(second)}`,
  });
}

function notA(state: StatementState, declared: string, kind: string, type: Oid): Error {
  return sqlError('datatype_mismatch', `argument declared ${declared} is not ${kind} but type ${state.typeName(type)}`);
}

function inconsistent(state: StatementState, [a, typeA]: Named, [b, typeB]: Named): Error {
  return sqlError('datatype_mismatch', `argument declared ${a} is not consistent with argument declared ${b}`, {
    detail: `${state.typeName(typeA)} versus ${state.typeName(typeB)}`,
  });
}

/** A polymorphic type's name with the actual type behind it. */
type Named = readonly [name: string, type: Oid];

/** Takes the actual types of a call's arguments in. */
function collect(state: StatementState, actual: readonly Oid[], declared: readonly Oid[]): Deduction {
  const found: Deduction = {
    element: 0,
    array: 0,
    range: 0,
    multirange: 0,
    compatibleTypes: [],
    compatible: 0,
    compatibleRange: 0,
    compatibleMultirange: 0,
    mismatch: null,
  };
  const alike = (name: string, before: Oid, have: Oid): Oid => {
    if (before !== 0 && before !== have) found.mismatch ??= () => notAlike(state, name, before, have);
    return have;
  };
  for (let i = 0; i < declared.length; i++) {
    const have = actual[i]!;
    if (have === oids.unknownOid) continue;
    switch (declared[i]!) {
      case oids.anyelementOid:
      case oids.anynonarrayOid:
      case oids.anyenumOid:
        found.element = alike('anyelement', found.element, have);
        break;
      case oids.anyarrayOid:
        found.array = alike('anyarray', found.array, state.baseType(have).type);
        break;
      case oids.anyrangeOid:
        found.range = alike('anyrange', found.range, state.baseType(have).type);
        break;
      case oids.anymultirangeOid:
        found.multirange = alike('anymultirange', found.multirange, state.baseType(have).type);
        break;
      case oids.anycompatibleOid:
      case oids.anycompatiblenonarrayOid:
        found.compatibleTypes.push(have);
        break;
      case oids.anycompatiblearrayOid: {
        const inner = elementOf(state, have);
        if (inner === 0) found.mismatch ??= () => notA(state, 'anycompatiblearray', 'an array', have);
        found.compatibleTypes.push(inner);
        break;
      }
      case oids.anycompatiblerangeOid: {
        if (found.compatibleRange === 0) {
          const subtype = rangeSubtype(have);
          if (subtype === 0) found.mismatch ??= () => notA(state, 'anycompatiblerange', 'a range type', have);
          found.compatibleTypes.push(subtype);
        }
        found.compatibleRange = alike('anycompatiblerange', found.compatibleRange, have);
        break;
      }
      case oids.anycompatiblemultirangeOid:
        if (rangeOfMultirange(have) === 0) {
          found.mismatch ??= () => notA(state, 'anycompatiblemultirange', 'a multirange type', have);
        }
        found.compatibleMultirange = alike('anycompatiblemultirange', found.compatibleMultirange, have);
        break;
    }
  }
  return found;
}

/** Element from array and range, range from multirange: what one family's arguments say of each other. */
function combine(state: StatementState, found: Deduction): (() => Error) | null {
  // A column of pg_statistic can be anyarray itself; its elements are then not known.
  if (found.array !== 0) {
    const inner = found.array === oids.anyarrayOid ? oids.anyelementOid : elementOf(state, found.array);
    if (inner === 0) return () => notA(state, 'anyarray', 'an array', found.array);
    if (found.element !== 0 && found.element !== inner) {
      return () => inconsistent(state, ['anyarray', found.array], ['anyelement', found.element]);
    }
    found.element = inner;
  }
  if (found.multirange !== 0) {
    const range = rangeOfMultirange(found.multirange);
    if (range === 0) return () => notA(state, 'anymultirange', 'a multirange type', found.multirange);
    if (found.range !== 0 && found.range !== range) {
      return () => inconsistent(state, ['anymultirange', found.multirange], ['anyrange', found.range]);
    }
    found.range = range;
  }
  if (found.range !== 0) {
    const subtype = rangeSubtype(found.range);
    if (subtype === 0) return () => notA(state, 'anyrange', 'a range type', found.range);
    if (found.element !== 0 && found.element !== subtype) {
      return () => inconsistent(state, ['anyrange', found.range], ['anyelement', found.element]);
    }
    found.element = subtype;
  }
  if (found.compatibleMultirange !== 0) {
    const range = rangeOfMultirange(found.compatibleMultirange);
    if (found.compatibleRange !== 0 && found.compatibleRange !== range) {
      return () =>
        inconsistent(
          state,
          ['anycompatiblemultirange', found.compatibleMultirange],
          ['anycompatiblerange', found.compatibleRange],
        );
    }
    if (found.compatibleRange === 0) found.compatibleTypes.push(rangeSubtype(range));
    found.compatibleRange = range;
  }
  return null;
}

/** What the declared types ask of what was found: no array, an enum, one common type. */
function restrict(state: StatementState, found: Deduction, declared: readonly Oid[]): (() => Error) | null {
  const { element, compatibleTypes } = found;
  if (declared.includes(oids.anynonarrayOid) && element !== 0 && elementOf(state, element) !== 0) {
    return () =>
      sqlError('datatype_mismatch', `type matched to anynonarray is an array type: ${state.typeName(element)}`);
  }
  if (declared.includes(oids.anyenumOid) && element !== 0 && state.type(element).kind !== 'enum') {
    return () =>
      sqlError('datatype_mismatch', `type matched to anyenum is not an enum type: ${state.typeName(element)}`);
  }
  if (compatibleTypes.length === 0) return null;
  const common = commonType(state, compatibleTypes);
  if (common === 0 || !compatibleTypes.every((type) => casts(state, type, common))) {
    return () => sqlError('datatype_mismatch', 'arguments of anycompatible family cannot be cast to a common type');
  }
  found.compatible = common;
  if (declared.includes(oids.anycompatiblenonarrayOid) && elementOf(state, common) !== 0) {
    return () =>
      sqlError(
        'datatype_mismatch',
        `type matched to anycompatiblenonarray is an array type: ${state.typeName(common)}`,
      );
  }
  if (found.compatibleRange !== 0 && rangeSubtype(found.compatibleRange) !== common) {
    return () =>
      sqlError(
        'datatype_mismatch',
        `anycompatiblerange type ${state.typeName(found.compatibleRange)} does not match anycompatible type ` +
          state.typeName(common),
      );
  }
  return null;
}

function deduce(state: StatementState, actual: readonly Oid[], declared: readonly Oid[]): Deduction {
  const found = collect(state, actual, declared);
  found.mismatch ??= combine(state, found);
  found.mismatch ??= restrict(state, found, declared);
  return found;
}

/** Do the actual types agree with the declared polymorphic ones? Unknown literals agree with all. */
export function checkGenericTypes(state: StatementState, actual: readonly Oid[], declared: readonly Oid[]): boolean {
  const found = deduce(state, actual, declared);
  // Of unknown literals alone no enum can be made.
  if (declared.includes(oids.anyenumOid) && found.element === 0) return false;
  return found.mismatch === null;
}

export interface ResolvedGenerics {
  readonly args: readonly Oid[];
  readonly result: Oid;
}

/** Puts actual types in place of the polymorphic ones, in the arguments and in the result. */
export function enforceGenericTypes(
  state: StatementState,
  actual: readonly Oid[],
  declared: readonly Oid[],
  result: Oid,
): ResolvedGenerics {
  if (!isPolymorphic(result) && !declared.some(isPolymorphic)) return { args: declared, result };
  const found = deduce(state, actual, declared);
  if (found.mismatch !== null) throw found.mismatch();
  if (found.element === 0 && declared.some((type) => simple.has(type))) {
    throw sqlError('datatype_mismatch', 'could not determine polymorphic type because input has type unknown');
  }
  const sawCompatible = declared.some((type) => compatible.has(type));
  // Unknown literals alone are text.
  const common = found.compatible === 0 && sawCompatible ? oids.textOid : found.compatible;
  const replace = (type: Oid): Oid => {
    switch (type) {
      case oids.anyelementOid:
      case oids.anynonarrayOid:
      case oids.anyenumOid:
        return found.element;
      case oids.anyarrayOid:
        return found.array !== 0 ? found.array : arrayOver(state, found.element);
      case oids.anyrangeOid:
        return known('anyrange', found.range);
      case oids.anymultirangeOid:
        return known(
          'anymultirange',
          found.multirange !== 0 ? found.multirange : (familyOfRange(found.range)?.multirangeOid ?? 0),
        );
      case oids.anycompatibleOid:
      case oids.anycompatiblenonarrayOid:
        return common;
      case oids.anycompatiblearrayOid:
        return arrayOver(state, common);
      case oids.anycompatiblerangeOid:
        return known('anycompatiblerange', found.compatibleRange);
      case oids.anycompatiblemultirangeOid:
        return known('anycompatiblemultirange', familyOfRange(found.compatibleRange)?.multirangeOid ?? 0);
      default:
        return type;
    }
  };
  return { args: declared.map(replace), result: replace(result) };
}

/** An element type does not say which range over it is meant. */
function known(name: string, type: Oid): Oid {
  if (type !== 0) return type;
  throw sqlError('datatype_mismatch', `could not determine polymorphic type ${name} because input has type unknown`);
}

export function arrayOver(state: StatementState, element: Oid): Oid {
  const { arrayOid: array } = state.type(element);
  if (array === 0) {
    throw sqlError('undefined_object', `could not find array type for data type ${state.typeName(element)}`);
  }
  return array;
}
