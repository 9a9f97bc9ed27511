/** The value of type time with time zone: a time of day and the offset it was given in. */
import type { DatumValue } from './type-def.ts';

export class TimeTz {
  /** Local time of day, µs from midnight, up to and with 24:00:00. */
  readonly micros: number;
  /** Seconds west of Greenwich, as PostgreSQL keeps it: '+02' is -7200. */
  readonly zone: number;

  constructor(micros: number, zone: number) {
    this.micros = micros;
    this.zone = zone;
  }
}

/** Order by the instant in UTC, then by zone, so that only equal zones make equal values. */
export function compareTimeTz(a: TimeTz, b: TimeTz): number {
  return a.micros + a.zone * 1e6 - (b.micros + b.zone * 1e6) || a.zone - b.zone;
}

export function hashTimeTz(value: TimeTz): number {
  const high = (value.micros / 4294967296) | 0;
  const hash =
    Math.imul((value.micros | 0) ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) ^ Math.imul(value.zone, 0xc2b2ae35);
  return (hash ^ (hash >>> 15)) | 0;
}

/** DatumValue lists the classes that most code meets; this one travels under that name all the same. */
export function timeTzDatum(value: TimeTz): DatumValue {
  return value as unknown as DatumValue;
}
