/**
 * Dates and timestamps as programs write them, `yyyy-mm-dd[ hh:mm:ss[.ffffff][±hh[:mm]]]`, read without the general decoder.
 * Whatever is not exactly of this form, or out of range, is left to that one, which also words the errors.
 */
import { dayNumber, daysInMonth } from './calendar.ts';

const DASH = 45;
const COLON = 58;

/** Value of the digits in [from, to); NaN when one is none. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at) - 48;
    if (!(code >= 0 && code <= 9)) return Number.NaN;
    value = value * 10 + code;
  }
  return value;
}

/** Day number of the first ten characters; NaN when they are no such date. */
function leadingDay(text: string): number {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return Number.NaN;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const valid = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return valid ? dayNumber(year, month, day) : Number.NaN;
}

export function plainDay(text: string): number {
  return text.length === 10 ? leadingDay(text) : Number.NaN;
}

/** What `plainTimestamp` found; one object, read before the next call. */
export const plain = {
  day: 0,
  /** Microseconds from midnight. */
  time: 0,
  /** Seconds west of Greenwich, NaN when the text had no zone. */
  zone: 0,
};

/** Whether the text is such a timestamp; it is then in `plain`. */
export function plainTimestamp(text: string): boolean {
  const length = text.length;
  if (length < 19 || length > 32) return false;
  const separator = text.charCodeAt(10);
  if ((separator !== 32 && separator !== 84) || text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON)
    return false;
  const day = leadingDay(text);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  if (!(day === day && hour <= 23 && minute <= 59 && second <= 59)) return false;
  let micros = 0;
  let at = 19;
  if (text.charCodeAt(19) === 46) {
    at = 20;
    let unit = 100_000;
    for (; at < length; at++) {
      const code = text.charCodeAt(at) - 48;
      if (!(code >= 0 && code <= 9)) break;
      if (unit < 1) return false;
      micros += code * unit;
      unit /= 10;
    }
    if (at === 20) return false;
  }
  let zone = Number.NaN;
  if (at < length) {
    const sign = text.charCodeAt(at);
    if (sign === 90 && at + 1 === length) zone = 0;
    else {
      if (sign !== 43 && sign !== DASH) return false;
      const hours = digits(text, at + 1, at + 3);
      let minutes = 0;
      if (at + 6 === length && text.charCodeAt(at + 3) === COLON) minutes = digits(text, at + 4, at + 6);
      else if (at + 3 !== length) return false;
      if (!(hours <= 15 && minutes <= 59)) return false;
      zone = (hours * 60 + minutes) * 60;
      if (sign !== DASH) zone = 0 - zone;
    }
  }
  plain.day = day;
  plain.time = ((hour * 60 + minute) * 60 + second) * 1e6 + micros;
  plain.zone = zone;
  return true;
}
