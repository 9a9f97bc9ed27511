/** generate_series(). */
import { sqlError } from '../../errors/index.ts';
import { addToTimestamp, addToTimestampTz } from '../../types/datetime/arithmetic.ts';
import type { Micros } from '../../types/datetime/micros.ts';
import { sessionZone } from '../../types/datetime/zones.ts';
import { addInt8, type Int8 } from '../../types/int8.ts';
import { compareIntervals, Interval } from '../../types/interval-value.ts';
import { Numeric } from '../../types/numeric-value.ts';
import type { FunctionContext } from '../function-def.ts';
import { rowSet } from '../scalar/define.ts';

function checkStep(zero: boolean): void {
  if (zero) throw sqlError('invalid_parameter_value', 'step size cannot equal zero');
}

function* integers(start: number, stop: number, step = 1): Generator<number> {
  checkStep(step === 0);
  // Past the ends of int4 the sum is an exact double, so the comparison ends the series there too.
  if (step > 0) for (let value = start; value <= stop; value += step) yield value;
  else for (let value = start; value >= stop; value += step) yield value;
}

function* bigIntegers(start: Int8, stop: Int8, step: Int8 = 1): Generator<Int8> {
  checkStep(step === 0);
  let value = start;
  while (step > 0 ? value <= stop : value >= stop) {
    yield value;
    // No sum may pass the end of int8, which would be an error.
    if (step > 0 ? BigInt(stop) - BigInt(value) < step : BigInt(stop) - BigInt(value) > step) return;
    value = addInt8(value, step);
  }
}

function checkFinite(value: Numeric, what: string): void {
  if (value.isFinite) return;
  throw sqlError('invalid_parameter_value', `${what} cannot be ${value.isNaN ? 'NaN' : 'infinity'}`);
}

function* numerics(start: Numeric, stop: Numeric, step: Numeric = Numeric.one): Generator<Numeric> {
  checkFinite(start, 'start value');
  checkFinite(stop, 'stop value');
  checkFinite(step, 'step size');
  const sign = step.signum;
  checkStep(sign === 0);
  for (let value = start; sign > 0 ? value.compare(stop) <= 0 : value.compare(stop) >= 0; value = value.add(step)) {
    yield value;
  }
}

function* instants(
  start: Micros,
  stop: Micros,
  step: Interval,
  plus: (value: Micros, step: Interval) => Micros,
): Generator<Micros> {
  const sign = compareIntervals(step, Interval.zero);
  checkStep(sign === 0);
  for (let value = start; sign > 0 ? value <= stop : value >= stop; value = plus(value, step)) {
    yield value;
  }
}

function timestamps(start: Micros, stop: Micros, step: Interval): Iterable<Micros> {
  return instants(start, stop, step, addToTimestamp);
}

function timestampsTz(context: FunctionContext, start: Micros, stop: Micros, step: Interval): Iterable<Micros> {
  const zone = sessionZone(context);
  return instants(start, stop, step, (value, span) => addToTimestampTz(value, span, zone));
}

export const seriesFunctions = [
  rowSet(1067, 'generate_series', 'int4 int4', 'int4', integers),
  rowSet(1066, 'generate_series', 'int4 int4 int4', 'int4', integers),
  rowSet(1069, 'generate_series', 'int8 int8', 'int8', bigIntegers),
  rowSet(1068, 'generate_series', 'int8 int8 int8', 'int8', bigIntegers),
  rowSet(3260, 'generate_series', 'numeric numeric', 'numeric', numerics),
  rowSet(3259, 'generate_series', 'numeric numeric numeric', 'numeric', numerics),
  rowSet(938, 'generate_series', 'timestamp timestamp interval', 'timestamp', timestamps),
  rowSet(939, 'generate_series', 'timestamptz timestamptz interval', 'timestamptz', timestampsTz, {
    volatility: 'stable',
    context: true,
  }),
];
