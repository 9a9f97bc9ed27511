/**
 * ASSUME dates, times and numbers, and templates that leave nothing out.
 * DO     write with to_char() and read with to_date(), to_timestamp(), to_number() by the same template.
 * ASSERT the value comes back.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FunctionContext } from '../../src/functions/function-def.ts';
import { toDate, toTimestamp } from '../../src/functions/scalar/format/date-from-char.ts';
import { timestampToChar } from '../../src/functions/scalar/format/date-to-char.ts';
import { toNumber } from '../../src/functions/scalar/format/number-from-char.ts';
import { numericToChar } from '../../src/functions/scalar/format/number-to-char.ts';
import { dayNumber } from '../../src/types/datetime/calendar.ts';
import { joinDayTime } from '../../src/types/datetime/micros.ts';
import { Numeric } from '../../src/types/numeric-value.ts';
import { defaultTextContext } from '../../src/types/text-context.ts';
import { timeOfDay } from '../datetime/arbitraries.ts';

// Reading a template asks the session for its time zone and for nothing else.
const context = defaultTextContext as FunctionContext;
const day = fc.integer({ min: dayNumber(1, 1, 1), max: dayNumber(9999, 12, 31) });

test('dates', () => {
  const templates = [
    'YYYY-MM-DD',
    'YYYYMMDD',
    'DD Month YYYY',
    'FMDD Mon FMYYYY',
    'J',
    'YYYY DDD',
    'IYYY-"W"IW-ID',
    'IYYY IDDD',
    'RM DD YYYY',
    'Day, DDth MON YYYY',
    'DD.MM.Y,YYY',
  ];
  void fc.assert(
    fc.property(day, fc.constantFrom(...templates), (value, template) => {
      const text = timestampToChar(joinDayTime(value, 0), template)!;
      assert.is(toDate(text, template), value, `${template}: ${text}`);
    }),
    { numRuns: 3000 },
  );
});

test('dates before Christ', () => {
  void fc.assert(
    fc.property(fc.integer({ min: dayNumber(-4000, 1, 1), max: dayNumber(0, 12, 31) }), (value) => {
      const text = timestampToChar(joinDayTime(value, 0), 'DD-MM-YYYY BC')!;
      assert.is(toDate(text, 'DD-MM-YYYY BC'), value, text);
    }),
    { numRuns: 1000 },
  );
});

test('timestamps', () => {
  const templates = [
    'YYYY-MM-DD HH24:MI:SS.US',
    'YYYY-MM-DD HH:MI:SS.US AM',
    'YYYYMMDD SSSSS US',
    'DD/MM/YYYY P.M. HH12-MI-SS,US',
  ];
  void fc.assert(
    fc.property(day, timeOfDay, fc.constantFrom(...templates), (date, time, template) => {
      const value = joinDayTime(date, time);
      const text = timestampToChar(value, template)!;
      assert.is(toTimestamp(context, text, template), value, `${template}: ${text}`);
    }),
    { numRuns: 3000 },
  );
});

test('numbers', () => {
  const templates = [
    'S9999999.999',
    '9999999.999MI',
    'FM9999999.999',
    '9,999,999.999',
    'S0,000,000.000',
    '9999999.999PR',
    'SG9999999.999',
  ];
  void fc.assert(
    fc.property(
      fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }),
      fc.constantFrom(...templates),
      (unscaled, template) => {
        const value = new Numeric(BigInt(unscaled), 3);
        const text = numericToChar(value, template);
        assert.is(toNumber(text, template)!.compare(value), 0, `${template}: ${text}`);
      },
    ),
    { numRuns: 3000 },
  );
});

test('Roman numerals', () => {
  const digits: Record<string, number> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
  for (let value = 1; value < 4000; value++) {
    const text = numericToChar(Numeric.fromInteger(value), 'FMRN');
    let sum = 0;
    for (let index = 0; index < text.length; index++) {
      const digit = digits[text[index]!]!;
      sum += digit < (digits[text[index + 1] ?? ''] ?? 0) ? -digit : digit;
    }
    assert.is(sum, value, text);
    assert.not.match(text, /([IXCM])\1{3}|([VLD])\2/);
  }
});

test.run();
