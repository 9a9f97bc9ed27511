/**
 * ASSUME zones and instants from 1900 to 3000.
 * DO     look offsets up in the cached spans, and turn local times into instants.
 * ASSERT the offset is what Intl prints for this very instant; local times come back, skipped ones move by the gap, ones that
 *        happen twice are the second; POSIX rules agree with the zone they describe.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { dayNumber } from '../../src/types/datetime/calendar.ts';
import { findTimeZone, zoneOfSetting } from '../../src/types/datetime/zones.ts';
import { zoneName } from './arbitraries.ts';

const UNIX = 946_684_800;
const seconds = fc.integer({ min: dayNumber(1900, 1, 1) * 86_400, max: dayNumber(3000, 1, 1) * 86_400 });

const formats = new Map<string, Intl.DateTimeFormat>();
function printedOffset(name: string, instant: number): number {
  let format = formats.get(name);
  if (format === undefined) {
    const numeric = 'numeric';
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
    formats.set(name, format);
  }
  const part = Object.fromEntries(
    format.formatToParts((instant + UNIX) * 1000).map(({ type, value }) => [type, Number(value)]),
  ) as Record<string, number>;
  const local = Date.UTC(
    part['year']!,
    part['month']! - 1,
    part['day']!,
    part['hour']!,
    part['minute']!,
    part['second']!,
  );
  return local / 1000 - (instant + UNIX);
}

test('offsets', () => {
  void fc.assert(
    fc.property(zoneName, seconds, (name, instant) => {
      assert.is(findTimeZone(name)!.offsetAt(instant), printedOffset(name, instant), `${name} ${instant}`);
    }),
    { numRuns: 5000 },
  );
});

test('offsets around transitions, to the second', () => {
  void fc.assert(
    fc.property(
      zoneName,
      fc.integer({ min: 1970, max: 2037 }),
      fc.integer({ min: -2, max: 2 }),
      (name, year, shift) => {
        const zone = findTimeZone(name)!;
        const end = dayNumber(year + 1, 1, 1) * 86_400;
        let span = zone.spanAt(dayNumber(year, 1, 1) * 86_400);
        while (span.end < end) {
          assert.is(
            zone.offsetAt(span.end + shift),
            printedOffset(name, span.end + shift),
            `${name} ${span.end + shift}`,
          );
          span = zone.spanAt(span.end);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('local times', () => {
  void fc.assert(
    fc.property(zoneName, seconds, (name, local) => {
      const zone = findTimeZone(name)!;
      const offset = zone.offsetOfLocal(local);
      const instant = local - offset;
      const back = instant + zone.offsetAt(instant);
      if (back === local) return;
      // In a gap the offset before it is used, so that the clock shows a later time than was asked for.
      assert.ok(back > local, `${name} ${local}`);
      assert.is(zone.offsetAt(instant) - offset, back - local);
    }),
    { numRuns: 5000 },
  );
});

test('a skipped and a repeated hour', () => {
  const zone = findTimeZone('America/New_York')!;
  const local = (day: number, hour: number, minute: number) =>
    dayNumber(2021, 1, day) * 86_400 + (hour * 60 + minute) * 60;
  // 14 March, 02:30, does not exist; 7 November, 01:30, comes twice.
  assert.is(zone.offsetOfLocal(local(73, 2, 30)), -5 * 3600);
  assert.is(zone.offsetOfLocal(local(73, 3, 0)), -4 * 3600);
  assert.is(zone.offsetOfLocal(local(311, 1, 30)), -5 * 3600);
  assert.is(zone.offsetOfLocal(local(311, 0, 59)), -4 * 3600);
});

test('POSIX rules', () => {
  const pairs = [
    ['EST5EDT,M3.2.0,M11.1.0', 'America/New_York', 2007],
    ['CET-1CEST,M3.5.0,M10.5.0/3', 'Europe/Paris', 1997],
    ['AEST-10AEDT,M10.1.0,M4.1.0/3', 'Australia/Sydney', 2009],
  ] as const;
  for (const [rule, name, from] of pairs) {
    void fc.assert(
      fc.property(
        fc.integer({ min: dayNumber(from + 1, 1, 1) * 86_400, max: dayNumber(2037, 1, 1) * 86_400 }),
        (instant) => {
          assert.is(findTimeZone(rule)!.offsetAt(instant), findTimeZone(name)!.offsetAt(instant));
        },
      ),
      { numRuns: 1000 },
    );
  }
});

test('names and numbers', () => {
  assert.is(findTimeZone('europe/PARIS')!.name, 'Europe/Paris');
  assert.is(findTimeZone('us/eastern')!.name, 'US/Eastern');
  assert.is(findTimeZone('Mars/Olympus'), null);
  // As a POSIX name the sign is west, as a number of hours it is east.
  assert.is(findTimeZone('<-03>+03')!.offsetAt(0), -3 * 3600);
  assert.is(zoneOfSetting('-3')!.name, '<-03>+03');
  assert.is(zoneOfSetting('5.5')!.offsetAt(0), 5.5 * 3600);
});

test.run();
