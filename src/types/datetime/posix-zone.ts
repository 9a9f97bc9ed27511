/**
 * POSIX time zone specifications: `EST5EDT,M3.2.0,M11.1.0`, `<+03>-3`, `UTC-2`. Their sign is POSIX's: positive is west.
 * A daylight-saving name without a rule changes as the United States do.
 */
import { civilDate, dayNumber, dayOfWeek, daysInMonth, isLeapYear, SECONDS_PER_DAY } from './calendar.ts';
import { TimeZone, type ZoneRules } from './time-zone.ts';

interface ChangeRule {
  readonly kind: 'M' | 'J' | 'N';
  readonly month: number;
  readonly week: number;
  readonly day: number;
  readonly time: number;
}

const namePattern = /^(?:<([^>]+)>|([^\d,+\-<>]*))/;
const offsetPattern = /^([+-]?)(\d{1,3})(?::(\d{1,2})(?::(\d{1,2}))?)?/;

class Reader {
  rest: string;
  constructor(text: string) {
    this.rest = text;
  }
  take(pattern: RegExp): RegExpExecArray | null {
    const match = pattern.exec(this.rest);
    if (match !== null) this.rest = this.rest.slice(match[0].length);
    return match;
  }
  /** Seconds of `[+-]hh[:mm[:ss]]`, null when there is none or it is out of range. */
  offset(maximumHours: number): number | null {
    const match = this.take(offsetPattern);
    if (match === null) return null;
    const hours = Number(match[2]);
    const minutes = Number(match[3] ?? 0);
    const seconds = Number(match[4] ?? 0);
    if (hours > maximumHours || minutes > 59 || seconds > 60) return null;
    if (match[4] === undefined && this.rest[0] === ':') return null;
    const total = hours * 3600 + minutes * 60 + seconds;
    return match[1] === '-' ? -total : total;
  }
}

export function parsePosixZone(text: string): TimeZone | null {
  const upper = text.toUpperCase();
  const reader = new Reader(upper);
  const standard = reader.take(namePattern);
  if (standard === null) return null;
  const standardName = standard[1] ?? standard[2]!;
  const west = reader.offset(24 * 7 - 1);
  if (west === null) return null;
  const standardOffset = 0 - west;
  if (reader.rest === '') return new TimeZone(upper, standardOffset, null, standardName);

  const daylight = reader.take(namePattern);
  if (daylight === null || daylight[0] === '') return null;
  const daylightName = daylight[1] ?? daylight[2]!;
  let daylightOffset = standardOffset + 3600;
  if (reader.rest !== '' && reader.rest[0] !== ',') {
    const given = reader.offset(24 * 7 - 1);
    if (given === null) return null;
    daylightOffset = 0 - given;
  }
  if (reader.rest === '') reader.rest = ',M3.2.0,M11.1.0';
  const start = readRule(reader);
  const end = readRule(reader);
  if (start === null || end === null || reader.rest !== '') return null;
  const rules = new PosixRules(standardName, standardOffset, daylightName, daylightOffset, start, end);
  return new TimeZone(upper, null, rules, standardName);
}

function readRule(reader: Reader): ChangeRule | null {
  const match = reader.take(/^,(?:M(\d{1,2})\.(\d)\.(\d)|J(\d{1,3})|(\d{1,3}))/);
  if (match === null) return null;
  let time = 7200;
  if (reader.take(/^\//) !== null) {
    const given = reader.offset(24 * 7 - 1);
    if (given === null) return null;
    time = given;
  }
  if (match[1] !== undefined) {
    const month = Number(match[1]);
    const week = Number(match[2]);
    const day = Number(match[3]);
    if (month < 1 || month > 12 || week < 1 || week > 5 || day > 6) return null;
    return { kind: 'M', month, week, day, time };
  }
  const julian = match[4] !== undefined;
  const day = Number(match[4] ?? match[5]);
  if (day > 365 || (julian && day < 1)) return null;
  return { kind: julian ? 'J' : 'N', month: 0, week: 0, day, time };
}

/** Local seconds from 2000-01-01 at which a rule strikes in a year. */
function strike(rule: ChangeRule, year: number): number {
  const first = dayNumber(year, 1, 1);
  let day: number;
  if (rule.kind === 'M') {
    const start = dayNumber(year, rule.month, 1);
    let offset = (rule.day - dayOfWeek(start) + 7) % 7;
    offset += (rule.week - 1) * 7;
    while (offset >= daysInMonth(year, rule.month)) offset -= 7;
    day = start + offset;
  } else if (rule.kind === 'J') {
    // Day 60 is always the first of March.
    day = first + rule.day - 1 + (isLeapYear(year) && rule.day >= 60 ? 1 : 0);
  } else {
    day = first + rule.day;
  }
  return day * SECONDS_PER_DAY + rule.time;
}

class PosixRules implements ZoneRules {
  readonly always = true;
  private readonly standardName: string;
  private readonly standardOffset: number;
  private readonly daylightName: string;
  private readonly daylightOffset: number;
  private readonly start: ChangeRule;
  private readonly end: ChangeRule;

  constructor(
    standardName: string,
    standardOffset: number,
    daylightName: string,
    daylightOffset: number,
    start: ChangeRule,
    end: ChangeRule,
  ) {
    this.standardName = standardName;
    this.standardOffset = standardOffset;
    this.daylightName = daylightName;
    this.daylightOffset = daylightOffset;
    this.start = start;
    this.end = end;
  }

  offsetAt(seconds: number): number {
    const year = civilDate(Math.floor((seconds + this.standardOffset) / SECONDS_PER_DAY)).year;
    const start = strike(this.start, year) - this.standardOffset;
    const end = strike(this.end, year) - this.daylightOffset;
    const daylight = start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end;
    return daylight ? this.daylightOffset : this.standardOffset;
  }

  abbreviation(_seconds: number, offset: number): string {
    return offset === this.standardOffset ? this.standardName : this.daylightName;
  }
}
