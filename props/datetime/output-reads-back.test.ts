/**
 * ASSUME values of every date/time type, every DateStyle, field order and IntervalStyle.
 * DO     write a value and read the text under the same settings.
 * ASSERT it is the value, except where the style is known to lose something: then what is left is said below.
 */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { typeByName } from '../../src/types/registry.ts';
import { defaultTextContext } from '../../src/types/text-context.ts';
import type { DatumValue, TextContext } from '../../src/types/type-def.ts';
import * as values from './arbitraries.ts';

const context: fc.Arbitrary<TextContext> = fc.record({
  dateStyle: fc.constantFrom('ISO', 'Postgres', 'SQL', 'German'),
  dateOrder: fc.constantFrom('MDY', 'DMY', 'YMD'),
  intervalStyle: fc.constantFrom('postgres', 'postgres_verbose', 'sql_standard', 'iso_8601'),
  timeZone: values.zoneName,
  byteaOutput: fc.constant('hex'),
  extraFloatDigits: fc.constant(1),
  transactionTimestamp: fc.constant(0),
  names: fc.constant(null),
}) as fc.Arbitrary<TextContext>;

function readsBack(name: string, value: fc.Arbitrary<unknown>, settings: fc.Arbitrary<TextContext> = context): void {
  const type = typeByName(name)!;
  test(name, () => {
    void fc.assert(
      fc.property(value, settings, (written, context) => {
        const text = type.output(written as DatumValue, context);
        assert.equal(type.input(text, -1, context), written, text);
      }),
      { numRuns: 2000 },
    );
  });
}

// SQL and Postgres styles never write the year first, German always writes the day first; read in another order they differ.
const sameOrder = context.filter((c) => {
  if (c.dateStyle === 'ISO') return true;
  return c.dateStyle === 'German' ? c.dateOrder === 'DMY' : c.dateOrder !== 'YMD';
});

readsBack('date', values.date, sameOrder);
readsBack('time', values.timeOfDay);
readsBack('timetz', values.timeTz);
readsBack('timestamp', values.timestamp, sameOrder);
// Other styles print the zone's abbreviation, which says less than its offset.
readsBack(
  'timestamptz',
  values.timestamp,
  context.map((c) => ({ ...c, dateStyle: 'ISO' as const })),
);
readsBack('interval', values.interval, context);

test('a year below 100 keeps its zeros', () => {
  const type = typeByName('date')!;
  const day = type.input('0033-04-03', -1, defaultTextContext);
  assert.is(type.output(day, defaultTextContext), '0033-04-03');
});

test.run();
