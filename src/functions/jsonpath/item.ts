/** What a path finds: values of a jsonb, and the dates and times that .datetime() makes of strings. */

import { formatClock, formatZone } from '../../types/datetime/format.ts';
import type { Micros } from '../../types/datetime/micros.ts';
import { TimeZone } from '../../types/datetime/time-zone.ts';
import { Jsonb } from '../../types/json/jsonb-value.ts';
import { dateJson, timestampJson, zonedJson } from '../json/date-text.ts';

export type MomentType = 'date' | 'time' | 'timetz' | 'timestamp' | 'timestamptz';

export class Moment {
  readonly type: MomentType;
  /** Days, µs of the day (local for timetz), or µs; as the scalars of the type. */
  readonly value: Micros;
  /** Seconds east of Greenwich that the text had, for types with a zone. */
  readonly offset: number;

  constructor(type: MomentType, value: Micros, offset: number) {
    this.type = type;
    this.value = value;
    this.offset = offset;
  }

  get typeName(): string {
    switch (this.type) {
      case 'date':
        return 'date';
      case 'time':
        return 'time without time zone';
      case 'timetz':
        return 'time with time zone';
      case 'timestamp':
        return 'timestamp without time zone';
      default:
        return 'timestamp with time zone';
    }
  }

  toString(): string {
    switch (this.type) {
      case 'date':
        return dateJson(this.value as number);
      case 'time':
        return formatClock(this.value as number);
      case 'timetz':
        return `${formatClock(this.value as number)}${wholeOffset(this.offset)}`;
      case 'timestamp':
        return timestampJson(this.value);
      default:
        return zonedJson(this.value, new TimeZone('', this.offset, null, ''));
    }
  }
}

function wholeOffset(offset: number): string {
  const text = formatZone(offset);
  return text.length === 3 ? `${text}:00` : text;
}

export type PathValue = Jsonb | Moment;

export function isArray(value: PathValue): value is Jsonb {
  return value instanceof Jsonb && value.kind === 'array';
}

/** A found value as a jsonb: dates and times are strings there. */
export function toJsonb(value: PathValue): Jsonb {
  return value instanceof Jsonb ? value : Jsonb.string(value.toString());
}
