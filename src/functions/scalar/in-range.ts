/**
 * in_range(value, base, offset, subtract, less): is `value` ≤ (or ≥) `base` ± `offset`? The support functions behind
 * RANGE frames with an offset ("B-Tree Support Functions"). Where base ± offset would pass the type's bounds, it counts as
 * beyond every value of the type.
 */
import { sqlError } from '../../errors/index.ts';
import { addToTimestamp, addToTimestampTz, dateToTimestamp, negateInterval } from '../../types/datetime/arithmetic.ts';
import { addIntervals, subtractIntervals } from '../../types/datetime/interval-arithmetic.ts';
import type { Micros } from '../../types/datetime/micros.ts';
import { sessionZone } from '../../types/datetime/zones.ts';
import { canonicalInteger, type Int8 } from '../../types/int8.ts';
import { compareIntervals, Interval } from '../../types/interval-value.ts';
import { Numeric } from '../../types/numeric-value.ts';
import { compareTimeTz, TimeTz } from '../../types/timetz-value.ts';
import type { FunctionContext, ScalarFunctionDef } from '../function-def.ts';
import { scalar } from './define.ts';

function invalidSize(): Error {
  return sqlError('invalid_preceding_or_following_size', 'invalid preceding or following size in window function');
}

function integers(value: Int8, base: Int8, offset: Int8, subtract: boolean, less: boolean): boolean {
  if (offset < 0) throw invalidSize();
  const bound = exactSum(base, offset, subtract);
  return less ? value <= bound : value >= bound;
}

function exactSum(base: Int8, offset: Int8, subtract: boolean): Int8 {
  if (typeof base === 'number' && typeof offset === 'number') {
    const sum = subtract ? base - offset : base + offset;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return canonicalInteger(subtract ? BigInt(base) - BigInt(offset) : BigInt(base) + BigInt(offset));
}

function floats(value: number, base: number, offset: number, subtract: boolean, less: boolean): boolean {
  if (Number.isNaN(offset) || offset < 0) throw invalidSize();
  // NaN sorts after every other value, and no offset leads away from it.
  if (Number.isNaN(value)) return Number.isNaN(base) ? true : !less;
  if (Number.isNaN(base)) return less;
  // An infinite offset from the infinity that lies in its direction's back reaches everything.
  if (offset === Infinity && base === (subtract ? Infinity : -Infinity)) return true;
  const bound = subtract ? base - offset : base + offset;
  return less ? value <= bound : value >= bound;
}

function numerics(value: Numeric, base: Numeric, offset: Numeric, subtract: boolean, less: boolean): boolean {
  if (offset.isNaN || offset.signum < 0) throw invalidSize();
  if (value.isNaN) return base.isNaN ? true : !less;
  if (base.isNaN) return less;
  if (offset.isInfinite) {
    const reached = subtract ? Numeric.negativeInfinity : Numeric.infinity;
    if (base.isInfinite && base.compare(reached) !== 0) return true;
    // The bound is the infinity itself: only it lies beyond.
    return subtract === less ? value.compare(reached) === 0 : true;
  }
  if (!value.isFinite || !base.isFinite) {
    const order = value.compare(base);
    return less ? order <= 0 : order >= 0;
  }
  const order = value.compare(subtract ? base.subtract(offset) : base.add(offset));
  return less ? order <= 0 : order >= 0;
}

function checkInterval(offset: Interval): void {
  if (compareIntervals(offset, Interval.zero) < 0) throw invalidSize();
}

function timestamps(value: Micros, base: Micros, offset: Interval, subtract: boolean, less: boolean): boolean {
  checkInterval(offset);
  const bound = addToTimestamp(base, subtract ? negateInterval(offset) : offset);
  return less ? value <= bound : value >= bound;
}

function dates(value: number, base: number, offset: Interval, subtract: boolean, less: boolean): boolean {
  return timestamps(dateToTimestamp(value), dateToTimestamp(base), offset, subtract, less);
}

function timestampTzs(
  context: FunctionContext,
  value: Micros,
  base: Micros,
  offset: Interval,
  subtract: boolean,
  less: boolean,
): boolean {
  checkInterval(offset);
  const bound = addToTimestampTz(base, subtract ? negateInterval(offset) : offset, sessionZone(context));
  return less ? value <= bound : value >= bound;
}

function intervals(value: Interval, base: Interval, offset: Interval, subtract: boolean, less: boolean): boolean {
  checkInterval(offset);
  const order = compareIntervals(value, subtract ? subtractIntervals(base, offset) : addIntervals(base, offset));
  return less ? order <= 0 : order >= 0;
}

/** Months and days of the offset do not count, and the sum does not pass midnight. */
function times(value: number, base: number, offset: Interval, subtract: boolean, less: boolean): boolean {
  if (offset.micros < 0) throw invalidSize();
  const bound = exactSum(base, offset.micros, subtract);
  return less ? value <= bound : value >= bound;
}

function timeTzs(value: TimeTz, base: TimeTz, offset: Interval, subtract: boolean, less: boolean): boolean {
  if (offset.micros < 0) throw invalidSize();
  const bound = exactSum(base.micros, offset.micros, subtract);
  const order = compareTimeTz(value, new TimeTz(Number(bound), base.zone));
  return less ? order <= 0 : order >= 0;
}

type Implementation = ScalarFunctionDef['impl'];

function inRange(oid: number, type: string, offset: string, impl: Implementation): ScalarFunctionDef {
  return scalar(oid, 'in_range', `${type} ${type} ${offset} bool bool`, 'bool', impl);
}

export const inRangeFunctions: readonly ScalarFunctionDef[] = [
  inRange(4126, 'int8', 'int8', integers),
  inRange(4127, 'int4', 'int8', integers),
  inRange(4128, 'int4', 'int4', integers),
  inRange(4129, 'int4', 'int2', integers),
  inRange(4130, 'int2', 'int8', integers),
  inRange(4131, 'int2', 'int4', integers),
  inRange(4132, 'int2', 'int2', integers),
  inRange(4133, 'date', 'interval', dates),
  inRange(4134, 'timestamp', 'interval', timestamps),
  scalar(4135, 'in_range', 'timestamptz timestamptz interval bool bool', 'bool', timestampTzs, {
    volatility: 'stable',
    context: true,
  }),
  inRange(4136, 'interval', 'interval', intervals),
  inRange(4137, 'time', 'interval', times),
  inRange(4138, 'timetz', 'interval', timeTzs),
  inRange(4139, 'float8', 'float8', floats),
  inRange(4140, 'float4', 'float8', floats),
  inRange(4141, 'numeric', 'numeric', numerics),
];
