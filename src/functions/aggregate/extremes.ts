/** min and max. Of values that compare equal the last is the answer ('1.0' and '1.00'), of bpchar the first. */
import { compareFloats } from '../../types/floats.ts';
import type { Int8 } from '../../types/int8.ts';
import { compareIntervals } from '../../types/interval-value.ts';
import type { Numeric } from '../../types/numeric-value.ts';
import { typeByOid } from '../../types/registry.ts';
import { compareBpchar } from '../../types/text.ts';
import { compareText } from '../../types/text-order.ts';
import { compareTimeTz } from '../../types/timetz-value.ts';
import type { DatumValue } from '../../types/type-def.ts';
import type { AggregateDef, CallInfo } from '../function-def.ts';
import { elementCompare } from '../operators/object-orders.ts';
import { type Accumulation, aggregate, associative } from './define.ts';

type Combine = (state: never, value: never) => DatumValue;

function extreme(combine: Combine): Accumulation<DatumValue | null> {
  return associative<DatumValue>(combine as (state: DatumValue, value: DatumValue) => DatumValue);
}

/** Of numbers and bigints, which Math.min does not mix. */
function smaller(a: Int8, b: Int8): Int8 {
  if (a < b) return a;
  return b;
}
function larger(a: Int8, b: Int8): Int8 {
  if (a > b) return a;
  return b;
}
const numberMin = extreme(smaller);
const numberMax = extreme(larger);

function minBy<T extends DatumValue>(compare: (a: T, b: T) => number): Accumulation<DatumValue | null> {
  return extreme((a: T, b: T) => (compare(a, b) < 0 ? a : b));
}
function maxBy<T extends DatumValue>(compare: (a: T, b: T) => number): Accumulation<DatumValue | null> {
  return extreme((a: T, b: T) => (compare(a, b) > 0 ? a : b));
}

const compareNumerics = (a: Numeric, b: Numeric) => a.compare(b);
// TimeTz travels as a DatumValue without being listed there.
const compareZonedTimes = compareTimeTz as unknown as (a: DatumValue, b: DatumValue) => number;

class TypedExtreme {
  readonly compare: (a: never, b: never) => number;
  value: DatumValue | null = null;
  constructor(compare: (a: never, b: never) => number) {
    this.compare = compare;
  }
}

/** For polymorphic arguments, whose order is known at the call. */
function typedExtreme(sign: number): Accumulation<TypedExtreme> {
  return {
    strict: true,
    callInfo: true,
    init: (info: CallInfo) => {
      const type = typeByOid(info.argTypes[0]!)!;
      // Of arrays whose elements have no order one is found, and two cannot be compared.
      return new TypedExtreme(type.compare ?? ((a, b) => elementCompare(type.oid, 'comparison')(a, b)));
    },
    step: (state, value: DatumValue) => {
      if (state.value === null || state.compare(state.value as never, value as never) * sign >= 0) state.value = value;
      return state;
    },
    final: (state) => state.value,
  };
}

const anyMin = typedExtreme(1);
const anyMax = typedExtreme(-1);

export const extremeAggregates: readonly AggregateDef[] = [
  aggregate(2131, 'min', 'int8', 'int8', numberMin),
  aggregate(2132, 'min', 'int4', 'int4', numberMin),
  aggregate(2133, 'min', 'int2', 'int2', numberMin),
  aggregate(2134, 'min', 'oid', 'oid', numberMin),
  aggregate(2135, 'min', 'float4', 'float4', minBy(compareFloats)),
  aggregate(2136, 'min', 'float8', 'float8', minBy(compareFloats)),
  aggregate(2138, 'min', 'date', 'date', numberMin),
  aggregate(2139, 'min', 'time', 'time', numberMin),
  aggregate(2140, 'min', 'timetz', 'timetz', minBy(compareZonedTimes)),
  aggregate(2141, 'min', 'money', 'money', numberMin),
  aggregate(2142, 'min', 'timestamp', 'timestamp', numberMin),
  aggregate(2143, 'min', 'timestamptz', 'timestamptz', numberMin),
  aggregate(2144, 'min', 'interval', 'interval', minBy(compareIntervals)),
  aggregate(2145, 'min', 'text', 'text', minBy(compareText)),
  aggregate(2146, 'min', 'numeric', 'numeric', minBy(compareNumerics)),
  aggregate(
    2245,
    'min',
    'bpchar',
    'bpchar',
    extreme((a: string, b: string) => (compareBpchar(a, b) <= 0 ? a : b)),
  ),
  aggregate(2051, 'min', 'anyarray', 'anyarray', anyMin),
  aggregate(3527, 'min', 'anyenum', 'anyenum', anyMin),
  aggregate(2115, 'max', 'int8', 'int8', numberMax),
  aggregate(2116, 'max', 'int4', 'int4', numberMax),
  aggregate(2117, 'max', 'int2', 'int2', numberMax),
  aggregate(2118, 'max', 'oid', 'oid', numberMax),
  aggregate(2119, 'max', 'float4', 'float4', maxBy(compareFloats)),
  aggregate(2120, 'max', 'float8', 'float8', maxBy(compareFloats)),
  aggregate(2122, 'max', 'date', 'date', numberMax),
  aggregate(2123, 'max', 'time', 'time', numberMax),
  aggregate(2124, 'max', 'timetz', 'timetz', maxBy(compareZonedTimes)),
  aggregate(2125, 'max', 'money', 'money', numberMax),
  aggregate(2126, 'max', 'timestamp', 'timestamp', numberMax),
  aggregate(2127, 'max', 'timestamptz', 'timestamptz', numberMax),
  aggregate(2128, 'max', 'interval', 'interval', maxBy(compareIntervals)),
  aggregate(2129, 'max', 'text', 'text', maxBy(compareText)),
  aggregate(2130, 'max', 'numeric', 'numeric', maxBy(compareNumerics)),
  aggregate(
    2244,
    'max',
    'bpchar',
    'bpchar',
    extreme((a: string, b: string) => (compareBpchar(a, b) >= 0 ? a : b)),
  ),
  aggregate(2050, 'max', 'anyarray', 'anyarray', anyMax),
  aggregate(3526, 'max', 'anyenum', 'anyenum', anyMax),
];
