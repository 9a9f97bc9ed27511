/** Types time (µs from midnight) and time with time zone. */
import { sqlError } from '../../errors/index.ts';
import { compareNumbers, defineType, modifierIntegers } from '../define-type.ts';
import { hashNumber } from '../hash.ts';
import { compareTimeTz, hashTimeTz, TimeTz, timeTzDatum } from '../timetz-value.ts';
import type { TextContext } from '../type-def.ts';
import { decodeDateTime } from './decode-datetime.ts';
import { formatClock, formatZone } from './format.ts';
import { inputError } from './input-errors.ts';
import { roundToPrecision } from './micros.ts';

/** Modifier of time and timestamp types: fractional digits. `typeName` is as in messages, 'TIMESTAMP(n)…' around it. */
export function precisionModifier(modifiers: readonly string[], name: 'TIME' | 'TIMESTAMP', zoned: boolean): number {
  const values = modifierIntegers(modifiers);
  const precision = values[0];
  if (values.length !== 1 || precision === undefined) {
    throw sqlError('invalid_parameter_value', 'invalid type modifier');
  }
  if (precision < 0) {
    const suffix = zoned ? ' WITH TIME ZONE' : '';
    throw sqlError('invalid_parameter_value', `${name}(${precision})${suffix} precision must not be negative`);
  }
  return Math.min(precision, 6);
}

export function precisionText(typmod: number): string {
  return typmod < 0 ? '' : `(${typmod})`;
}

export function roundTime(value: number, typmod: number): number {
  // Times are far from 2^53, so a number stays a number.
  return typmod < 0 ? value : (roundToPrecision(value, typmod) as number);
}

export function parseTime(text: string, typmod: number, context: TextContext): number {
  const decoded = decodeDateTime(text, true, context);
  if (typeof decoded === 'string') throw inputError(decoded, 'time', text);
  return roundTime(decoded.time, typmod);
}

export function parseTimeTz(text: string, typmod: number, context: TextContext): TimeTz {
  const decoded = decodeDateTime(text, true, context);
  if (typeof decoded === 'string') throw inputError(decoded, 'time with time zone', text);
  return new TimeTz(roundTime(decoded.time, typmod), decoded.zone);
}

export const timeType = defineType({
  oid: 1083,
  name: 'time',
  displayName: 'time without time zone',
  arrayOid: 1183,
  category: 'D',
  length: 8,
  align: 'd',
  vector: 'float64',
  scalar: 'number',
  input: parseTime,
  output: formatClock,
  compare: compareNumbers,
  hash: hashNumber,
  modifierIn: (modifiers) => precisionModifier(modifiers, 'TIME', false),
  modifierOut: precisionText,
  applyModifier: roundTime,
});

export const timeTzType = defineType({
  oid: 1266,
  name: 'timetz',
  displayName: 'time with time zone',
  arrayOid: 1270,
  category: 'D',
  length: 12,
  align: 'd',
  input: (text, typmod, context) => timeTzDatum(parseTimeTz(text, typmod, context)),
  output: (value: TimeTz) => formatClock(value.micros) + formatZone(-value.zone),
  compare: compareTimeTz,
  hash: hashTimeTz,
  modifierIn: (modifiers) => precisionModifier(modifiers, 'TIME', true),
  modifierOut: precisionText,
  applyModifier: (value: TimeTz, typmod: number) =>
    timeTzDatum(new TimeTz(roundTime(value.micros, typmod), value.zone)),
});
