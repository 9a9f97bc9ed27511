/** Types timestamp and timestamptz: µs from 2000-01-01, local or UTC; ±Infinity for infinite ones. */
import { compareNumbers, defineType } from '../define-type.ts';
import { hashInteger } from '../hash.ts';
import type { TextContext } from '../type-def.ts';
import { dayNumber, END_TIMESTAMP_DAY, MIN_DAY, UNIX_EPOCH_MICROS } from './calendar.ts';
import { decodeDateTime } from './decode-datetime.ts';
import type { DecodedDateTime } from './decode-fields.ts';
import { formatTimestamp } from './format.ts';
import { datetimeOutOfRange, datetimeTextOutOfRange, inputError } from './input-errors.ts';
import { add, dayOf, isInfinite, joinDayTime, type Micros, roundToPrecision } from './micros.ts';
import { plain, plainTimestamp } from './plain-text.ts';
import { precisionModifier, precisionText } from './time.ts';
import { sessionZone } from './zones.ts';

/** Whether a finite timestamp lies between 4714-11-24 BC and 294276 AD. */
export function isValidTimestamp(value: Micros): boolean {
  const day = dayOf(value);
  return day >= MIN_DAY && day < END_TIMESTAMP_DAY;
}

/** The value itself when it is in range, else 22008. */
export function checkTimestamp(value: Micros): Micros {
  // Numbers cover some 285 years on either side of 2000.
  if (typeof value === 'bigint' && !isValidTimestamp(value)) throw datetimeOutOfRange('timestamp');
  return value;
}

export function roundTimestamp(value: Micros, typmod: number): Micros {
  if (typmod < 0 || typmod >= 6 || isInfinite(value)) return value;
  return roundToPrecision(value, typmod);
}

function specialValue(special: 'infinity' | '-infinity' | 'epoch'): number {
  return special === 'epoch' ? -UNIX_EPOCH_MICROS : special === 'infinity' ? Infinity : -Infinity;
}

function decodedTimestamp(decoded: DecodedDateTime): Micros {
  return joinDayTime(dayNumber(decoded.year, decoded.month, decoded.day), decoded.time);
}

export function parseTimestamp(text: string, typmod: number, context: TextContext): Micros {
  // A zone is read and means nothing.
  if (plainTimestamp(text)) return roundTimestamp(joinDayTime(plain.day, plain.time), typmod);
  const decoded = decodeDateTime(text, false, context);
  if (typeof decoded === 'string') throw inputError(decoded, 'timestamp', text);
  if (decoded.special !== null) return specialValue(decoded.special);
  const value = decodedTimestamp(decoded);
  if (!isValidTimestamp(value)) throw datetimeTextOutOfRange('timestamp', text);
  return roundTimestamp(value, typmod);
}

export function parseTimestampTz(text: string, typmod: number, context: TextContext): Micros {
  if (plainTimestamp(text)) {
    const local = plain.day * 86_400 + Math.floor(plain.time / 1e6);
    const west = Number.isNaN(plain.zone) ? -sessionZone(context).offsetOfLocal(local) : plain.zone;
    return roundTimestamp(add(joinDayTime(plain.day, plain.time), west * 1e6), typmod);
  }
  const decoded = decodeDateTime(text, false, context);
  if (typeof decoded === 'string') throw inputError(decoded, 'timestamp with time zone', text);
  if (decoded.special !== null) return specialValue(decoded.special);
  const value = add(decodedTimestamp(decoded), decoded.zone * 1e6);
  if (!isValidTimestamp(value)) throw datetimeTextOutOfRange('timestamp', text);
  return roundTimestamp(value, typmod);
}

export const timestampType = defineType({
  oid: 1114,
  name: 'timestamp',
  displayName: 'timestamp without time zone',
  arrayOid: 1115,
  category: 'D',
  length: 8,
  align: 'd',
  vector: 'integer',
  scalar: 'number',
  input: parseTimestamp,
  output: (value: Micros, context) => formatTimestamp(value, context, null),
  compare: compareNumbers,
  hash: hashInteger,
  modifierIn: (modifiers) => precisionModifier(modifiers, 'TIMESTAMP', false),
  modifierOut: precisionText,
  applyModifier: roundTimestamp,
});

export const timestampTzType = defineType({
  oid: 1184,
  name: 'timestamptz',
  displayName: 'timestamp with time zone',
  arrayOid: 1185,
  category: 'D',
  preferred: true,
  length: 8,
  align: 'd',
  vector: 'integer',
  scalar: 'number',
  input: parseTimestampTz,
  output: (value: Micros, context) => formatTimestamp(value, context, sessionZone(context)),
  compare: compareNumbers,
  hash: hashInteger,
  modifierIn: (modifiers) => precisionModifier(modifiers, 'TIMESTAMP', true),
  modifierOut: precisionText,
  applyModifier: roundTimestamp,
});
