/** count, and the aggregates that gather: string_agg, array_agg; the logical and bitwise ones. */
import { sqlError } from '../../errors/index.ts';
import { PgArray } from '../../types/array-value.ts';
import { canonicalInteger, type Int8 } from '../../types/int8.ts';
import { typeByOid } from '../../types/registry.ts';
import { checkElementCount, joinTexts } from '../../types/size-limits.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { AggregateDef, CallInfo } from '../function-def.ts';
import { type Accumulation, aggregate, associative } from './define.ts';

function countOf(strict: boolean): Accumulation<number> {
  return { strict, init: () => 0, step: (state) => state + 1, final: (state) => state };
}

const stringAgg: Accumulation<string | null> = {
  keeps: true,
  strict: false,
  init: () => null,
  step: (state, value: string | null, delimiter: string | null) => {
    if (value === null) return state;
    return state === null ? value : joinTexts(state, delimiter === null ? value : joinTexts(delimiter, value));
  },
  final: (state) => state,
};

const bytesAgg: Accumulation<Uint8Array[]> = {
  keeps: true,
  strict: false,
  init: () => [],
  step: (state, value: Uint8Array | null, delimiter: Uint8Array | null) => {
    if (value === null) return state;
    if (state.length > 0 && delimiter !== null) state.push(delimiter);
    state.push(value);
    return state;
  },
  final: (state) => {
    if (state.length === 0) return null;
    const result = new Uint8Array(state.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of state) {
      result.set(part, at);
      at += part.length;
    }
    return result;
  },
};

class Gathered {
  readonly elementType: Oid;
  readonly values: Datum[] = [];
  constructor(elementType: Oid) {
    this.elementType = elementType;
  }
}

const arrayOfValues: Accumulation<Gathered> = {
  keeps: true,
  strict: false,
  callInfo: true,
  init: (info: CallInfo) => new Gathered(info.argTypes[0]!),
  step: (state, value: Datum) => {
    checkElementCount(state.values.length + 1);
    state.values.push(value);
    return state;
  },
  final: (state) => (state.values.length === 0 ? null : PgArray.of(state.elementType, [...state.values])),
};

class Stacked {
  readonly elementType: Oid;
  first: PgArray | null = null;
  count = 0;
  readonly values: Datum[] = [];
  constructor(elementType: Oid) {
    this.elementType = elementType;
  }
}

const arrayOfArrays: Accumulation<Stacked> = {
  keeps: true,
  strict: false,
  callInfo: true,
  init: (info: CallInfo) => new Stacked(typeByOid(info.argTypes[0]!)?.elementOid ?? 0),
  step: (state, value: PgArray | null) => {
    if (value === null) throw sqlError('null_value_not_allowed', 'cannot accumulate null arrays');
    if (state.first === null && value.dims.length === 0)
      throw sqlError('array_subscript_error', 'cannot accumulate empty arrays');
    state.first ??= value;
    const { dims, lowerBounds } = state.first;
    if (
      value.dims.length !== dims.length ||
      value.dims.some((length, d) => length !== dims[d] || value.lowerBounds[d] !== lowerBounds[d])
    ) {
      throw sqlError('array_subscript_error', 'cannot accumulate arrays of different dimensionality');
    }
    checkElementCount(state.values.length + value.values.length);
    state.count++;
    for (const element of value.values) state.values.push(element);
    return state;
  },
  final: (state) => {
    if (state.first === null) return null;
    const { dims, lowerBounds } = state.first;
    return new PgArray(state.elementType, [state.count, ...dims], [1, ...lowerBounds], [...state.values]);
  },
};

function wideBits(operation: (a: bigint, b: bigint) => bigint): (a: Int8, b: Int8) => Int8 {
  return (a, b) => canonicalInteger(operation(BigInt(a), BigInt(b)));
}

const bitAnd = associative<number>((a, b) => a & b);
const bitOr = associative<number>((a, b) => a | b);
const bitXor = associative<number>((a, b) => a ^ b);
const boolAnd = associative<boolean>((a, b) => a && b);
const boolOr = associative<boolean>((a, b) => a || b);

export const collectionAggregates: readonly AggregateDef[] = [
  aggregate(2803, 'count', '', 'int8', countOf(false)),
  aggregate(2147, 'count', 'any', 'int8', countOf(true)),
  aggregate(3538, 'string_agg', 'text text', 'text', stringAgg),
  aggregate(3545, 'string_agg', 'bytea bytea', 'bytea', bytesAgg),
  aggregate(2335, 'array_agg', 'anynonarray', 'anyarray', arrayOfValues),
  aggregate(4053, 'array_agg', 'anyarray', 'anyarray', arrayOfArrays),
  aggregate(2517, 'bool_and', 'bool', 'bool', boolAnd),
  aggregate(2519, 'every', 'bool', 'bool', boolAnd),
  aggregate(2518, 'bool_or', 'bool', 'bool', boolOr),
  aggregate(2236, 'bit_and', 'int2', 'int2', bitAnd),
  aggregate(2238, 'bit_and', 'int4', 'int4', bitAnd),
  aggregate(2240, 'bit_and', 'int8', 'int8', associative<Int8>(wideBits((a, b) => a & b))),
  aggregate(2237, 'bit_or', 'int2', 'int2', bitOr),
  aggregate(2239, 'bit_or', 'int4', 'int4', bitOr),
  aggregate(2241, 'bit_or', 'int8', 'int8', associative<Int8>(wideBits((a, b) => a | b))),
  aggregate(6164, 'bit_xor', 'int2', 'int2', bitXor),
  aggregate(6165, 'bit_xor', 'int4', 'int4', bitXor),
  aggregate(6166, 'bit_xor', 'int8', 'int8', associative<Int8>(wideBits((a, b) => a ^ b))),
];
