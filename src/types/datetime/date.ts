/** Type date: days from 2000-01-01, ±Infinity for infinite dates. */
import { compareNumbers, defineType } from '../define-type.ts';
import { hashNumber } from '../hash.ts';
import type { TextContext } from '../type-def.ts';
import { dayNumber, END_DAY, MIN_DAY, UNIX_EPOCH_DAYS } from './calendar.ts';
import { decodeDateTime } from './decode-datetime.ts';
import { formatDate } from './format.ts';
import { datetimeTextOutOfRange, inputError } from './input-errors.ts';

export function isValidDay(day: number): boolean {
  return day >= MIN_DAY && day < END_DAY;
}

/** yyyy-mm-dd, what programs write; NaN for any other text. */
function plainDate(text: string): number {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return Number.NaN;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  // 28 days are in every month; the general decoder looks after the rest, and after the errors.
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 28 ? dayNumber(year, month, day) : Number.NaN;
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at) - 48;
    if (!(code >= 0 && code <= 9)) return Number.NaN;
    value = value * 10 + code;
  }
  return value;
}

export function parseDate(text: string, context: TextContext): number {
  const plain = plainDate(text);
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
