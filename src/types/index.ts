/**
 * Types: one row (`TypeDef`) per built-in type, with its text forms, order, hash and modifier, and the classes of values that
 * are no JavaScript primitives (Numeric, PgArray, Interval). A row says everything the layers above need: nothing tests for a
 * type by name where it can ask the row. `registry.ts` holds the index; values of int8 are handled by `int8.ts`.
 */
export { parseArray } from './array-text.ts';
export { compareArrays, hashArray, maxDimensions, PgArray } from './array-value.ts';
export { parseBoolean } from './boolean.ts';
export { compareBytes, decodeHex, encodeHex } from './bytea.ts';
export { compareNumbers } from './define-type.ts';
export { compareFloats } from './floats.ts';
export { combineHashes, hashBytes, hashInteger, hashNumber, hashString, mixInt32 } from './hash.ts';
export {
  absInt8,
  addInt8,
  canonicalInteger,
  divideInt8,
  type Int8,
  multiplyInt8,
  negateInt8,
  normalizeInt8,
  parseInt8,
  remainderInt8,
  subtractInt8,
} from './int8.ts';
export { parseNumeric } from './numeric-text.ts';
export { Numeric } from './numeric-value.ts';
export { tidFromParts } from './oid.ts';
export { typeOid } from './oids.ts';
export {
  allTypes,
  baseTypeOid,
  defaultTextContext,
  enterUserTypes,
  formatType,
  registerTypes,
  typeByName,
  typeByOid,
  type UserTypes,
} from './registry.ts';
export { compareBpchar, trimBpchar } from './text.ts';
export { characterCount, characterIndex, compareText, utf8Length } from './text-order.ts';
export type {
  Datum,
  DatumValue,
  NameContext,
  Oid,
  ScalarClass,
  TextContext,
  TypeDef,
  VectorKind,
} from './type-def.ts';
export { catalogVector } from './vectors.ts';
