/** Type interval. */
import { defineType } from '../define-type.ts';
import { compareIntervals, hashInterval, type Interval } from '../interval-value.ts';
import type { TextContext } from '../type-def.ts';
import { decodeInterval } from './decode-interval.ts';
import { formatInterval } from './format.ts';
import { datetimeOutOfRange, inputError } from './input-errors.ts';
import { applyIntervalModifier, intervalModifier, intervalModifierText, rangeOfModifier } from './interval-fields.ts';

export function parseInterval(text: string, typmod: number, context: TextContext): Interval {
  const decoded = decodeInterval(text, rangeOfModifier(typmod), context);
  if (decoded === 'range') throw datetimeOutOfRange('interval');
  if (typeof decoded === 'string') throw inputError(decoded, 'interval', text);
  return applyIntervalModifier(decoded, typmod);
}

export const intervalType = defineType({
  oid: 1186,
  name: 'interval',
  arrayOid: 1187,
  category: 'T',
  preferred: true,
  length: 16,
  align: 'd',
  input: parseInterval,
  output: formatInterval,
  compare: compareIntervals,
  hash: hashInterval,
  modifierIn: intervalModifier,
  modifierOut: intervalModifierText,
  applyModifier: applyIntervalModifier,
});
