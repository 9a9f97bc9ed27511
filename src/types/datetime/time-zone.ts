/**
 * A time zone: a name and the spans of time over which its offset stays the same. Offsets are seconds east of Greenwich,
 * instants seconds from 2000-01-01 UTC. The transitions of a year are found once, by bisection over what the rules answer,
 * and kept.
 */
import { civilDate, dayNumber, SECONDS_PER_DAY } from './calendar.ts';

/** Before this year every zone of the world keeps its local mean time. */
export const FIRST_YEAR = 1800;
/** Tables of movable feasts have ended by 2200; from then on the rules repeat with the calendar, every 400 years. */
const CYCLE_START = 2600;
const CYCLE_SECONDS = 146_097 * SECONDS_PER_DAY;

/** A stretch of time with one offset. */
export interface ZoneSpan {
  /** First instant, and first instant after. */
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

/** What knows a zone's spans within a year; the rest of this file is common to all zones. */
export interface ZoneRules {
  /** The rules hold in every year there has been. */
  readonly always?: true;
  /** Offset at an instant between 1800 and 2600. */
  offsetAt(seconds: number): number;
  abbreviation(seconds: number, offset: number): string;
}

export class TimeZone {
  readonly name: string;
  /** The only offset the zone has, or null. */
  readonly fixed: number | null;
  readonly rules: ZoneRules | null;
  readonly label: string;
  private readonly years: (ZoneSpan[] | undefined)[];
  private last: ZoneSpan;

  constructor(name: string, fixed: number | null, rules: ZoneRules | null, label: string) {
    this.name = name;
    this.fixed = fixed;
    this.rules = rules;
    this.label = label;
    this.years = [];
    this.last = fixed === null ? { start: 0, end: 0, offset: 0 } : { start: -Infinity, end: Infinity, offset: fixed };
  }

  offsetAt(seconds: number): number {
    const last = this.last;
    if (seconds >= last.start && seconds < last.end) return last.offset;
    return this.spanAt(seconds).offset;
  }

  /** The span an instant is in. It may end at the turn of a year although the offset goes on. */
  spanAt(seconds: number): ZoneSpan {
    if (this.fixed !== null) return this.last;
    const year = civilDate(Math.floor(seconds / SECONDS_PER_DAY)).year;
    if (year >= CYCLE_START) {
      const shift = Math.ceil((year - CYCLE_START + 1) / 400) * CYCLE_SECONDS;
      const span = this.spanAt(seconds - shift);
      return { start: span.start + shift, end: span.end + shift, offset: span.offset };
    }
    if (year < FIRST_YEAR && this.rules!.always) {
      const shift = Math.ceil((FIRST_YEAR - year) / 400) * CYCLE_SECONDS;
      const span = this.spanAt(seconds + shift);
      return { start: span.start - shift, end: span.end - shift, offset: span.offset };
    }
    if (year < FIRST_YEAR) {
      const end = dayNumber(FIRST_YEAR, 1, 1) * SECONDS_PER_DAY;
      return { start: -Infinity, end, offset: this.rules!.offsetAt(end) };
    }
    const spans = (this.years[year - FIRST_YEAR] ??= this.spansOfYear(year));
    for (let index = spans.length - 1; index > 0; index--) {
      if (seconds >= spans[index]!.start) return (this.last = spans[index]!);
    }
    return (this.last = spans[0]!);
  }

  private spansOfYear(year: number): ZoneSpan[] {
    const rules = this.rules!;
    const end = dayNumber(year + 1, 1, 1) * SECONDS_PER_DAY;
    const spans: ZoneSpan[] = [];
    let start = dayNumber(year, 1, 1) * SECONDS_PER_DAY;
    let offset = rules.offsetAt(start);
    // No zone changes twice within ten days and comes back to the same offset.
    const stride = 10 * SECONDS_PER_DAY;
    let known = start;
    while (known < end) {
      const probe = Math.min(known + stride, end);
      const there = rules.offsetAt(probe);
      if (there === offset) {
        known = probe;
        continue;
      }
      let low = known;
      let high = probe;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (rules.offsetAt(middle) === offset) low = middle;
        else high = middle;
      }
      if (high >= end) break;
      spans.push({ start, end: high, offset });
      start = high;
      known = high;
      offset = rules.offsetAt(high);
    }
    spans.push({ start, end, offset });
    return spans;
  }

  /**
   * Offset of a local time (seconds as if it were UTC). A time that a change skipped is read with the offset before it, one
   * that happens twice with the offset after it.
   */
  offsetOfLocal(local: number): number {
    if (this.fixed !== null) return this.fixed;
    const from = local - SECONDS_PER_DAY;
    let span = this.spanAt(from);
    // Transitions are looked for from a day before, in UTC, until an offset really differs.
    let next = this.spanAt(span.end);
    while (next.offset === span.offset) {
      if (next.start > local + 2 * SECONDS_PER_DAY) return span.offset;
      span = next;
      next = this.spanAt(next.end);
    }
    const boundary = next.start;
    const before = local - span.offset;
    const after = local - next.offset;
    if (before < boundary && after < boundary) return span.offset;
    if (before >= boundary && after >= boundary) return next.offset;
    return before > after ? span.offset : next.offset;
  }

  abbreviationAt(seconds: number): string {
    if (this.rules === null) return this.label;
    return this.rules.abbreviation(seconds, this.offsetAt(seconds));
  }
}
