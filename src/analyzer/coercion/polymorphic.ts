/**
 * Polymorphic types ("Extending SQL", "Polymorphic Types"): one element type stands behind anyelement, anyarray, anynonarray,
 * anyenum and anyrange of a call; a common type of all of them behind the anycompatible family.
 */
import { sqlError, unsupported } from '../../errors/index.ts';
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
  const { category, elementOid } = state.type(type);
  return category === 'A' || type === oids.recordArrayOid ? elementOid : 0;
}

/** Chooses a common type as CASE does, without raising: 0 when there is none. */
function commonType(state: StatementState, types: readonly Oid[]): Oid {
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
    const forward = state.context.functions.castBetween(best, type)?.context === 'implicit';
    const back = state.context.functions.castBetween(type, best)?.context === 'implicit';
    if (!a.preferred && forward && !back) best = type;
  }
  return best === oids.unknownOid ? oids.textOid : best;
}

/** Do the actual types agree with the declared polymorphic ones? Unknown literals agree with all. */
export function checkGenericTypes(state: StatementState, actual: readonly Oid[], declared: readonly Oid[]): boolean {
  let element: Oid = 0;
  let array: Oid = 0;
  let nonArray = false;
  let needsEnum = false;
  const compatibleTypes: Oid[] = [];
  let compatibleNonArray = false;
  for (let i = 0; i < declared.length; i++) {
    const want = declared[i]!;
    const have = actual[i]!;
    if (have === oids.unknownOid) {
      if (want === oids.anynonarrayOid) nonArray = true;
      continue;
    }
    switch (want) {
      case oids.anynonarrayOid:
      case oids.anyenumOid:
      case oids.anyelementOid:
        if (want === oids.anynonarrayOid) nonArray = true;
        if (want === oids.anyenumOid) needsEnum = true;
        if (element !== 0 && element !== have) return false;
        element = have;
        break;
      case oids.anyarrayOid:
        if (array !== 0 && array !== have) return false;
        array = have;
        break;
      case oids.anycompatiblenonarrayOid:
      case oids.anycompatibleOid:
        if (want === oids.anycompatiblenonarrayOid) compatibleNonArray = true;
        compatibleTypes.push(have);
        break;
      case oids.anycompatiblearrayOid: {
        const inner = elementOf(state, have);
        if (inner === 0) return false;
        compatibleTypes.push(inner);
        break;
      }
      case oids.anyrangeOid:
      case oids.anymultirangeOid:
      case oids.anycompatiblerangeOid:
      case oids.anycompatiblemultirangeOid:
        if (state.type(have).kind !== 'range') return false;
        break;
    }
  }
  if (array !== 0) {
    // A column of pg_statistic can be anyarray itself; its elements are then not known.
    if (array === oids.anyarrayOid) return element === 0 || element === oids.anyelementOid;
    const inner = elementOf(state, array);
    if (inner === 0 || (element !== 0 && inner !== element)) return false;
    element = inner;
  }
  if (nonArray && element !== 0 && elementOf(state, element) !== 0) return false;
  if (needsEnum && element !== 0 && state.type(element).kind !== 'enum') return false;
  if (compatibleTypes.length > 0) {
    const common = commonType(state, compatibleTypes);
    if (common === 0) return false;
    if (compatibleNonArray && elementOf(state, common) !== 0) return false;
  }
  return true;
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
  let element: Oid = 0;
  let array: Oid = 0;
  let unknowns = false;
  let sawSimple = false;
  const compatibleTypes: Oid[] = [];
  let sawCompatible = false;
  for (let i = 0; i < declared.length; i++) {
    const want = declared[i]!;
    const have = actual[i]!;
    if (simple.has(want)) sawSimple = true;
    if (compatible.has(want)) sawCompatible = true;
    if (!isPolymorphic(want)) continue;
    if (have === oids.unknownOid) {
      unknowns = true;
      continue;
    }
    if (want === oids.anyarrayOid) {
      if (array !== 0 && array !== have) throw notAlike(state, 'anyarray', array, have);
      array = have;
    } else if (want === oids.anycompatiblearrayOid) {
      const inner = elementOf(state, have);
      if (inner === 0) throw notAnArray(state, 'anycompatiblearray', have);
      compatibleTypes.push(inner);
    } else if (compatible.has(want)) {
      compatibleTypes.push(have);
    } else {
      if (element !== 0 && element !== have) throw notAlike(state, 'anyelement', element, have);
      element = have;
    }
  }
  if (array !== 0 && array !== oids.anyarrayOid) {
    const inner = elementOf(state, array);
    if (inner === 0) throw notAnArray(state, 'anyarray', array);
    if (element !== 0 && element !== inner) {
      throw sqlError(
        'datatype_mismatch',
        'argument declared anyarray is not consistent with argument declared anyelement',
        { detail: `${state.typeName(array)} versus ${state.typeName(element)}` },
      );
    }
    element = inner;
  }
  if (sawSimple && element === 0 && array === 0) {
    if (unknowns) {
      throw sqlError('datatype_mismatch', 'could not determine polymorphic type because input has type unknown');
    }
  }
  if (declared.includes(oids.anynonarrayOid) && element !== 0 && elementOf(state, element) !== 0) {
    throw sqlError('datatype_mismatch', `type matched to anynonarray is an array type: ${state.typeName(element)}`);
  }
  const common = sawCompatible ? commonType(state, compatibleTypes) : 0;
  const replace = (type: Oid): Oid => {
    switch (type) {
      case oids.anyelementOid:
      case oids.anynonarrayOid:
      case oids.anyenumOid:
        return element;
      case oids.anyarrayOid:
        return array !== 0 ? array : arrayOver(state, element);
      case oids.anycompatibleOid:
      case oids.anycompatiblenonarrayOid:
        return common;
      case oids.anycompatiblearrayOid:
        return arrayOver(state, common);
      default:
        return type;
    }
  };
  return { args: declared.map(replace), result: replace(result) };
}

export function arrayOver(state: StatementState, element: Oid): Oid {
  const { arrayOid: array, kind } = state.type(element);
  if (array === 0 && kind === 'composite') throw unsupported(`an array of row type ${state.typeName(element)}`);
  if (array === 0) {
    throw sqlError('undefined_object', `could not find array type for data type ${state.typeName(element)}`);
  }
  return array;
}

function notAlike(state: StatementState, declared: string, first: Oid, second: Oid): Error {
  return sqlError('datatype_mismatch', `arguments declared "${declared}" are not all alike`, {
    detail: `${state.typeName(first)} versus ${state.typeName(second)}`,
  });
}

function notAnArray(state: StatementState, declared: string, type: Oid): Error {
  return sqlError(
    'datatype_mismatch',
    `argument declared ${declared} is not an array but type ${state.typeName(type)}`,
  );
}
