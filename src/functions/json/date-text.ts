/** Dates and times in JSON: ISO 8601 whatever DateStyle is, with a `T` and a whole offset. */

import { formatDate, formatTimestamp } from '../../types/datetime/format.ts';
import type { Micros } from '../../types/datetime/micros.ts';
import type { TimeZone } from '../../types/datetime/time-zone.ts';
import { sessionZone } from '../../types/datetime/zones.ts';
import { defaultTextContext } from '../../types/text-context.ts';
import type { TextContext } from '../../types/type-def.ts';

const iso: TextContext = defaultTextContext;

export function dateJson(days: number): string {
  return formatDate(days, iso);
}

export function timestampJson(value: Micros): string {
  return formatTimestamp(value, iso, null).replace(' ', 'T');
}

/** In the session's time zone. */
export function timestampTzJson(value: Micros, context: TextContext): string {
  return zonedJson(value, sessionZone(context));
}

/** Hours and minutes of the offset always show. */
export function zonedJson(value: Micros, zone: TimeZone): string {
  return formatTimestamp(value, iso, zone)
    .replace(' ', 'T')
    .replace(/([+-]\d\d)(?= BC$|$)/, '$1:00');
}
