/**
 * Dates, times, timestamps and intervals: their rows for the table of types, and what functions and operators over them
 * build on. Text is cut into fields by `scan-fields`, understood by `decode-datetime` and `decode-interval`, and written by
 * `format`; zones come from Intl. Every finite timestamp is a day number and a time within that day, joined as µs.
 */
import type { TypeDef } from '../type-def.ts';
import { dateType } from './date.ts';
import { intervalType } from './interval.ts';
import { timeType, timeTzType } from './time.ts';
import { timestampType, timestampTzType } from './timestamp.ts';

export { parseDate } from './date.ts';
export { formatDate, formatInterval, formatTimestamp } from './format.ts';
export { parseInterval } from './interval.ts';
export type { TimeZone } from './time-zone.ts';
export { parseTimestamp, parseTimestampTz } from './timestamp.ts';
export { findTimeZone, sessionZone, zoneOfOffset, zoneOfSetting } from './zones.ts';

export const datetimeTypes: readonly TypeDef[] = [
  dateType,
  timeType,
  timestampType,
  timestampTzType,
  intervalType,
  timeTzType,
];
