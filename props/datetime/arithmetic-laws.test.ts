/**
 * ASSUME dates, timestamps and intervals.
 * DO     add, subtract, truncate, justify and compare them.
 * ASSERT the laws of this arithmetic: what is added can be taken away where days and months do not clip, order and hash agree
 *        with the length of an interval computed in bigints, fields put together give the value again.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SqlError } from '../../src/errors/index.ts';
import { scalarFunctions } from '../../src/functions/scalar/index.ts';
import {
  addDays,
  addToTimestamp,
  addToTimestampTz,
  age,
  subtractDates,
  subtractTimestamps,
  toInstant,
  toLocal,
} from '../../src/types/datetime/arithmetic.ts';
import { civilDate, dayNumber, dayOfWeek, daysInMonth, isoWeek, isoYear } from '../../src/types/datetime/calendar.ts';
import {
  addIntervals,
  justifyDays,
  justifyHours,
  justifyInterval,
  multiplyInterval,
  subtractIntervals,
} from '../../src/types/datetime/interval-arithmetic.ts';
import { canonical, dayOf, joinDayTime, type Micros, timeOf } from '../../src/types/datetime/micros.ts';
import { findTimeZone } from '../../src/types/datetime/zones.ts';
import { compareIntervals, hashInterval, Interval } from '../../src/types/interval-value.ts';
import type { Numeric } from '../../src/types/numeric-value.ts';
import * as values from './arbitraries.ts';

function holds(name: string, property: fc.IRawProperty<unknown>): void {
  test(name, () => void fc.assert(property as fc.IProperty<unknown>, { numRuns: 2000 }));
}

const DAY = 86_400_000_000n;

/** Microseconds of an interval, a month being 30 days. */
function lengthOf(span: Interval): bigint {
  return (BigInt(span.months) * 30n + BigInt(span.days)) * DAY + BigInt(span.micros);
}

/** The value, or null when it is out of range: the laws are about what exists. */
function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}

holds(
  'the calendar and its inverse',
  fc.property(fc.integer({ min: -2_451_545, max: 2_145_000_000 }), (day) => {
    const date = civilDate(day);
    assert.is(dayNumber(date.year, date.month, date.day), day);
    assert.ok(date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= daysInMonth(date.year, date.month));
    const next = civilDate(day + 1);
    assert.ok(next.year > date.year || next.month > date.month || next.day === date.day + 1);
  }),
);

holds(
  'the calendar is that of Date, weeks are those of ISO 8601',
  fc.property(fc.integer({ min: -2_000_000, max: 2_000_000 }), (day) => {
    const date = new Date(Date.UTC(2000, 0, 1) + day * 86_400_000);
    assert.equal(civilDate(day), {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
    });
    assert.is(dayOfWeek(day), date.getUTCDay());
    // The week is that of its Thursday, counted from the year's first.
    const thursday = day + 3 - ((dayOfWeek(day) + 6) % 7);
    const year = civilDate(thursday).year;
    assert.is(isoYear(civilDate(day)), year);
    assert.is(isoWeek(civilDate(day)), Math.floor((thursday - dayNumber(year, 1, 1)) / 7) + 1);
  }),
);

holds(
  'day and time make the timestamp',
  fc.property(values.finiteTimestamp, (value) => {
    assert.is(joinDayTime(dayOf(value), timeOf(value)), value);
    assert.is(BigInt(dayOf(value)) * DAY + BigInt(timeOf(value)), BigInt(value));
  }),
);

holds(
  'dates and days',
  fc.property(
    fc.integer({ min: -2_000_000, max: 2_000_000 }),
    fc.integer({ min: -400_000, max: 400_000 }),
    (date, days) => {
      assert.is(subtractDates(addDays(date, days), date), days);
      assert.is(addDays(addDays(date, days), -days), date);
    },
  ),
);

holds(
  'timestamps and their difference',
  fc.property(values.modernTimestamp, values.modernTimestamp, (a, b) => {
    const difference = subtractTimestamps(a, b);
    assert.is(lengthOf(difference), BigInt(a) - BigInt(b));
    assert.is(addToTimestamp(b, difference), a);
    assert.is(difference.months, 0);
  }),
);

holds(
  'months clip to the end of the month and nowhere else',
  fc.property(values.modernTimestamp, fc.integer({ min: -5000, max: 5000 }), (value, months) => {
    const from = civilDate(dayOf(value));
    const sum = addToTimestamp(value, new Interval(months, 0, 0));
    const to = civilDate(dayOf(sum));
    assert.is(to.year * 12 + to.month, from.year * 12 + from.month + months);
    assert.is(to.day, Math.min(from.day, daysInMonth(to.year, to.month)));
    assert.is(timeOf(sum), timeOf(value));
  }),
);

holds(
  'age reaches from one to the other',
  fc.property(values.modernTimestamp, values.modernTimestamp, (a, b) => {
    const [early, late] = a < b ? [a, b] : [b, a];
    const span = age(late, early);
    assert.ok(span.months >= 0 && span.days >= 0 && span.micros >= 0);
    assert.ok(span.days <= 31 && span.micros < 86_400_000_000);
    const back = age(early, late);
    assert.is(lengthOf(back), -lengthOf(span));
  }),
);

holds(
  'a day in a zone is a calendar day',
  fc.property(values.modernTimestamp, fc.integer({ min: -500, max: 500 }), values.zoneName, (value, days, name) => {
    const zone = findTimeZone(name)!;
    const sum = addToTimestampTz(value, new Interval(0, days, 0), zone);
    const wanted = addToTimestamp(toLocal(value, zone), new Interval(0, days, 0));
    assert.is(sum, days === 0 ? value : toInstant(wanted, zone));
  }),
);

holds(
  'order and hash are those of the length',
  fc.property(values.interval, values.interval, (a, b) => {
    const difference = lengthOf(a) - lengthOf(b);
    assert.is(Math.sign(compareIntervals(a, b)), difference > 0n ? 1 : difference < 0n ? -1 : 0);
    const same = orNull(() => justifyInterval(a));
    if (same !== null) {
      assert.is(compareIntervals(a, same), 0);
      assert.is(hashInterval(a), hashInterval(same));
    }
  }),
);

holds(
  'justifying keeps the length and one sign',
  fc.property(values.smallInterval, (span) => {
    for (const justify of [justifyHours, justifyDays, justifyInterval]) {
      assert.is(lengthOf(justify(span)), lengthOf(span));
    }
    const { months, days, micros } = justifyInterval(span);
    const signs = new Set([months, days, Number(micros)].map(Math.sign).filter((sign) => sign !== 0));
    assert.ok(signs.size <= 1);
    assert.ok(Math.abs(days) < 30 && Math.abs(Number(micros)) < 86_400_000_000);
  }),
);

holds(
  'intervals add part by part',
  fc.property(values.smallInterval, values.smallInterval, (a, b) => {
    assert.equal(subtractIntervals(addIntervals(a, b), b), a);
    assert.equal(addIntervals(a, b), addIntervals(b, a));
    assert.equal(multiplyInterval(a, 1), a);
    assert.equal(multiplyInterval(a, 2), addIntervals(a, a));
  }),
);

function functionNamed(name: string, ...args: readonly string[]): (...values: unknown[]) => unknown {
  const row = scalarFunctions.find((def) => def.name === name && def.args.join() === args.join());
  return row!.impl as (...values: unknown[]) => unknown;
}

const extract = functionNamed('extract', 'text', 'timestamp') as (field: string, value: Micros) => Numeric;
const truncate = functionNamed('date_trunc', 'text', 'timestamp') as (field: string, value: Micros) => Micros;
const bin = functionNamed('date_bin', 'interval', 'timestamp', 'timestamp') as (
  s: Interval,
  v: Micros,
  o: Micros,
) => Micros;

holds(
  'truncation is the last start of a unit',
  fc.property(
    values.modernTimestamp,
    fc.constantFrom(
      'second',
      'minute',
      'hour',
      'day',
      'week',
      'month',
      'quarter',
      'year',
      'decade',
      'century',
      'millennium',
    ),
    (value, unit) => {
      const start = truncate(unit, value);
      assert.ok(start <= value);
      assert.is(truncate(unit, start), start);
      const steps: Record<string, Interval> = {
        second: new Interval(0, 0, 1e6),
        minute: new Interval(0, 0, 6e7),
        hour: new Interval(0, 0, 3.6e9),
        day: new Interval(0, 1, 0),
        week: new Interval(0, 7, 0),
        month: new Interval(1, 0, 0),
        quarter: new Interval(3, 0, 0),
        year: new Interval(12, 0, 0),
        decade: new Interval(120, 0, 0),
        century: new Interval(1200, 0, 0),
        millennium: new Interval(12_000, 0, 0),
      };
      const end = addToTimestamp(start, steps[unit]!);
      assert.ok(end > value);
      assert.is(truncate(unit, end), end);
    },
  ),
);

holds(
  'binning by days and time',
  fc.property(
    values.modernTimestamp,
    values.modernTimestamp,
    fc.integer({ min: 1, max: 10 ** 14 }),
    (value, origin, width) => {
      const start = bin(new Interval(0, 0, width), value, origin);
      const offset = BigInt(value) - BigInt(start);
      assert.ok(offset >= 0n && offset < BigInt(width));
      assert.is((BigInt(start) - BigInt(origin)) % BigInt(width), 0n);
    },
  ),
);

holds(
  'epoch and julian day count the same time',
  fc.property(values.finiteTimestamp, (value) => {
    const epoch = extract('epoch', value);
    assert.is(canonical(epoch.unscaledAt(6) - 946_684_800_000_000n), value);
    const julian = extract('julian', value);
    assert.is(Number(julian.truncate(0).toString()), dayOf(value) + 2_451_545);
  }),
);

test.run();
