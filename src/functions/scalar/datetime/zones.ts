/** AT TIME ZONE: the timezone() functions. */
import { sqlError } from '../../../errors/index.ts';
import {
  moveTimeTz,
  offsetAt,
  timestampToTimestampTz,
  timestampTzToTimestamp,
} from '../../../types/datetime/arithmetic.ts';
import { formatInterval } from '../../../types/datetime/format.ts';
import { add, isInfinite, type Micros, subtract } from '../../../types/datetime/micros.ts';
import { TimeZone } from '../../../types/datetime/time-zone.ts';
import { checkTimestamp } from '../../../types/datetime/timestamp.ts';
import { findAbbreviation } from '../../../types/datetime/zone-names.ts';
import { findTimeZone } from '../../../types/datetime/zones.ts';
import type { Interval } from '../../../types/interval-value.ts';
import { defaultTextContext } from '../../../types/text-context.ts';
import { type TimeTz, timeTzDatum } from '../../../types/timetz-value.ts';
import type { FunctionContext } from '../../function-def.ts';
import { scalar } from '../define.ts';

let lastName = '';
let lastZone: TimeZone | null = null;

/** A zone by abbreviation or name; 22023 when there is none. */
export function namedZone(name: string): TimeZone {
  if (name === lastName && lastZone !== null) return lastZone;
  const abbreviation = findAbbreviation(name.toLowerCase());
  const zone =
    abbreviation === null ? findTimeZone(name) : new TimeZone(name.toUpperCase(), abbreviation.offset, null, name);
  if (zone === null) throw sqlError('invalid_parameter_value', `time zone "${name}" not recognized`);
  lastName = name;
  lastZone = zone;
  return zone;
}

/** Seconds east of an offset given as an interval. */
export function intervalOffset(span: Interval): number {
  if (span.months !== 0 || span.days !== 0) {
    const text = formatInterval(span, defaultTextContext);
    throw sqlError('invalid_parameter_value', `interval time zone "${text}" must not include months or days`);
  }
  return Math.trunc(Number(span.micros) / 1e6) + 0;
}

function instantAtOffset(span: Interval, value: Micros): Micros {
  return isInfinite(value) ? value : checkTimestamp(add(value, intervalOffset(span) * 1e6));
}

function localAtOffset(span: Interval, value: Micros): Micros {
  return isInfinite(value) ? value : checkTimestamp(subtract(value, intervalOffset(span) * 1e6));
}

function timeTzInZone(context: FunctionContext, name: string, value: TimeTz) {
  return timeTzDatum(moveTimeTz(value, -offsetAt(context.transactionTimestamp, namedZone(name))));
}

export const zoneFunctions = [
  scalar(1159, 'timezone', 'text timestamptz', 'timestamp', (name: string, value: Micros) =>
    isInfinite(value) ? value : timestampTzToTimestamp(value, namedZone(name)),
  ),
  scalar(2069, 'timezone', 'text timestamp', 'timestamptz', (name: string, value: Micros) =>
    isInfinite(value) ? value : timestampToTimestampTz(value, namedZone(name)),
  ),
  scalar(1026, 'timezone', 'interval timestamptz', 'timestamp', instantAtOffset),
  scalar(2070, 'timezone', 'interval timestamp', 'timestamptz', localAtOffset),
  scalar(2037, 'timezone', 'text timetz', 'timetz', timeTzInZone, { volatility: 'stable', context: true }),
  scalar(2038, 'timezone', 'interval timetz', 'timetz', (span: Interval, value: TimeTz) =>
    timeTzDatum(moveTimeTz(value, -intervalOffset(span))),
  ),
];
