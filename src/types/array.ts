/** Array types: one row for each type that has one, made from the element's row. */
import { formatArray, parseArray } from './array-text.ts';
import { compareArrays, hashArray, PgArray } from './array-value.ts';
import { defineType } from './define-type.ts';
import type { TextContext, TypeDef } from './type-def.ts';
import { firstUserTypeOid } from './type-table.ts';

export function arrayTypeOf(element: TypeDef): TypeDef {
  const type = makeArrayType(element);
  if (element.oid < firstUserTypeOid) return type;
  // The element's name depends on the search path of who asks.
  return Object.defineProperty(type, 'displayName', { get: () => `${element.displayName}[]`, enumerable: true });
}

function makeArrayType(element: TypeDef): TypeDef {
  const { compare, hash, modifierIn, modifierOut, applyModifier } = element;
  return defineType({
    oid: element.arrayOid,
    name: `_${element.name}`,
    displayName: element.oid < firstUserTypeOid ? `${element.displayName}[]` : '',
    elementOid: element.oid,
    // record[] is a pseudo-type, cstring[] is not.
    kind: element.name === 'record' ? 'pseudo' : 'base',
    category: element.name === 'record' ? 'P' : 'A',
    align: element.align === 'd' ? 'd' : 'i',
    collatable: element.collatable,
    input: (text, typmod, context) => {
      const array = parseArray(text, element, typmod, context);
      // Null can be a value that a domain does not have.
      if (element.domain !== undefined && array.values.includes(null)) element.domain.check(null, context);
      return array;
    },
    output: (value: PgArray, context: TextContext) => formatArray(value, element, context),
    compare: compare === null ? null : (a: PgArray, b: PgArray) => compareArrays(a, b, compare),
    hash: hash === null ? null : (value: PgArray) => hashArray(value, hash),
    ...(modifierIn === undefined ? {} : { modifierIn }),
    ...(modifierOut === undefined ? {} : { modifierOut }),
    ...(applyModifier === undefined ? {} : { applyModifier: applyToElements(applyModifier) }),
  });
}

/** A modifier of an array type is its elements'. */
function applyToElements(apply: NonNullable<TypeDef['applyModifier']>): NonNullable<TypeDef['applyModifier']> {
  return (value: PgArray, typmod: number, explicit: boolean) => {
    if (typmod < 0) return value;
    const values = value.values.map((item) => (item === null ? null : apply(item as never, typmod, explicit)));
    return new PgArray(value.elementType, value.dims, value.lowerBounds, values);
  };
}
