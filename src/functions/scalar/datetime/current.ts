/** The current time: what CURRENT_DATE and its kin stand for, and the functions that tell the clock. */
import { sqlError } from '../../../errors/index.ts';
import { timestampTzToTimeTz, toLocal } from '../../../types/datetime/arithmetic.ts';
import { civilDate, dayNames, dayOfWeek, monthNames, UNIX_EPOCH_MICROS } from '../../../types/datetime/calendar.ts';
import { formatClock, two } from '../../../types/datetime/format.ts';
import { dayOf, fromFloat, type Micros, roundHalfEven, timeOf } from '../../../types/datetime/micros.ts';
import { roundTime } from '../../../types/datetime/time.ts';
import { isValidTimestamp, roundTimestamp } from '../../../types/datetime/timestamp.ts';
import { sessionZone } from '../../../types/datetime/zones.ts';
import { TimeTz } from '../../../types/timetz-value.ts';
import type { TextContext } from '../../../types/type-def.ts';
import type { FunctionContext } from '../../function-def.ts';
import { shortFloat } from '../../short-float.ts';
import { scalar, stable } from '../define.ts';

/** CURRENT_DATE. */
export function currentDate(context: TextContext): number {
  return dayOf(toLocal(context.transactionTimestamp, sessionZone(context)));
}

/** CURRENT_TIMESTAMP(precision); precision -1 when none. */
export function currentTimestamp(context: TextContext, precision: number): Micros {
  return roundTimestamp(context.transactionTimestamp, precision);
}

/** LOCALTIMESTAMP(precision). */
export function localTimestamp(context: TextContext, precision: number): Micros {
  return roundTimestamp(toLocal(context.transactionTimestamp, sessionZone(context)), precision);
}

/** CURRENT_TIME(precision). */
export function currentTime(context: TextContext, precision: number): TimeTz {
  const now = timestampTzToTimeTz(context.transactionTimestamp, sessionZone(context));
  return new TimeTz(roundTime(now.micros, precision), now.zone);
}

/** LOCALTIME(precision). */
export function localTime(context: TextContext, precision: number): number {
  return roundTime(timeOf(toLocal(context.transactionTimestamp, sessionZone(context))), precision);
}

function timeOfDay(context: FunctionContext): string {
  const now = context.clockTimestamp();
  const zone = sessionZone(context);
  const local = toLocal(now, zone);
  const day = dayOf(local);
  const date = civilDate(day);
  const time = timeOf(local);
  const seconds = Math.floor(time / 1e6);
  const micros = String(time - seconds * 1e6).padStart(6, '0');
  const weekday = dayNames[dayOfWeek(day)]!.slice(0, 3);
  const month = monthNames[date.month - 1]!.slice(0, 3);
  const label = zone.abbreviationAt(Math.floor(now / 1e6));
  return `${weekday} ${month} ${two(date.day)} ${formatClock(seconds * 1e6)}.${micros} ${date.year} ${label}`;
}

/** to_timestamp(seconds from 1970). */
function fromUnixSeconds(seconds: number): Micros {
  if (Number.isNaN(seconds)) throw sqlError('datetime_field_overflow', 'timestamp cannot be NaN');
  if (seconds === Infinity || seconds === -Infinity) return seconds;
  const micros = fromFloat(roundHalfEven((seconds - UNIX_EPOCH_MICROS / 1e6) * 1e6));
  if (micros === null || !isValidTimestamp(micros)) {
    throw sqlError('datetime_field_overflow', `timestamp out of range: "${shortFloat(seconds)}"`);
  }
  return micros;
}

export const currentFunctions = [
  stable(1299, 'now', '', 'timestamptz', (context: FunctionContext) => context.transactionTimestamp),
  stable(2647, 'transaction_timestamp', '', 'timestamptz', (context: FunctionContext) => context.transactionTimestamp),
  stable(2648, 'statement_timestamp', '', 'timestamptz', (context: FunctionContext) => context.statementTimestamp),
  stable(2649, 'clock_timestamp', '', 'timestamptz', (context: FunctionContext) => context.clockTimestamp(), {
    volatility: 'volatile',
  }),
  stable(274, 'timeofday', '', 'text', timeOfDay, { volatility: 'volatile' }),
  scalar(1158, 'to_timestamp', 'float8', 'timestamptz', fromUnixSeconds),
];
