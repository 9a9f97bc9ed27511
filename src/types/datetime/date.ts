/** Type date: days from 2000-01-01, ±Infinity for infinite dates. */
import { compareNumbers, defineType } from '../define-type.ts';
import { hashNumber } from '../hash.ts';
import type { TextContext } from '../type-def.ts';
import { dayNumber, END_DAY, MIN_DAY, UNIX_EPOCH_DAYS } from './calendar.ts';
import { decodeDateTime } from './decode-datetime.ts';
import { formatDate } from './format.ts';
import { datetimeTextOutOfRange, inputError } from './input-errors.ts';
import { plainDay } from './plain-text.ts';

export function isValidDay(day: number): boolean {
  return day >= MIN_DAY && day < END_DAY;
}

export function parseDate(text: string, context: TextContext): number {
  const plain = plainDay(text);
  if (!Number.isNaN(plain)) return plain;
  const decoded = decodeDateTime(text, false, context);
  if (typeof decoded === 'string') throw inputError(decoded, 'date', text);
  if (decoded.special !== null) {
    return decoded.special === 'epoch' ? -UNIX_EPOCH_DAYS : decoded.special === 'infinity' ? Infinity : -Infinity;
  }
  const day = dayNumber(decoded.year, decoded.month, decoded.day);
  if (!isValidDay(day)) throw datetimeTextOutOfRange('date', text);
  return day;
}

export const dateType = defineType({
  oid: 1082,
  name: 'date',
  arrayOid: 1182,
  category: 'D',
  length: 4,
  // Infinite dates have no place in an Int32Array.
  vector: 'integer',
  scalar: 'number',
  input: (text, _typmod, context) => parseDate(text, context),
  output: formatDate,
  compare: compareNumbers,
  hash: hashNumber,
});
