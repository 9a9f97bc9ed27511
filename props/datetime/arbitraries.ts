/** Values of the date/time types for properties: all magnitudes, with the ends of the ranges and of the safe integers. */
import fc from 'fast-check';
import { END_DAY, END_TIMESTAMP_DAY, MICROS_PER_DAY, MIN_DAY } from '../../src/types/datetime/calendar.ts';
import { canonical, joinDayTime, type Micros } from '../../src/types/datetime/micros.ts';
import { Interval } from '../../src/types/interval-value.ts';
import { TimeTz } from '../../src/types/timetz-value.ts';

export const timeOfDay = fc.integer({ min: 0, max: MICROS_PER_DAY - 1 });

export const date = fc.oneof(
  fc.integer({ min: -40_000, max: 40_000 }),
  fc.integer({ min: MIN_DAY, max: END_DAY - 1 }),
  fc.constantFrom(MIN_DAY, END_DAY - 1, Infinity, -Infinity, 0, -730_485),
);

export const finiteTimestamp: fc.Arbitrary<Micros> = fc.oneof(
  fc.tuple(fc.integer({ min: -40_000, max: 40_000 }), timeOfDay).map(([day, time]) => joinDayTime(day, time)),
  fc
    .tuple(fc.integer({ min: MIN_DAY, max: END_TIMESTAMP_DAY - 1 }), timeOfDay)
    .map(([day, time]) => joinDayTime(day, time)),
  fc.constantFrom<Micros>(0, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 9007199254740993n, -9007199254740993n),
);

/** Within a thousand years of 2000, so that sums of two stay in range. */
export const modernTimestamp: fc.Arbitrary<Micros> = fc
  .tuple(fc.integer({ min: -365_000, max: 365_000 }), timeOfDay)
  .map(([day, time]) => joinDayTime(day, time));

export const timestamp: fc.Arbitrary<Micros> = fc.oneof(
  { weight: 9, arbitrary: finiteTimestamp },
  { weight: 1, arbitrary: fc.constantFrom<Micros>(Infinity, -Infinity) },
);

const int32 = fc.oneof(fc.integer({ min: -100, max: 100 }), fc.integer({ min: -2147483647 }));
/** Without the least ones, whose text forms neither PostgreSQL nor this engine read. */
const int64 = fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n });

export const interval = fc
  .tuple(int32, int32, fc.oneof(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), int64))
  .map(([months, days, micros]) => new Interval(months, days, canonical(micros)));

export const smallInterval = fc
  .tuple(
    fc.integer({ min: -1000, max: 1000 }),
    fc.integer({ min: -10_000, max: 10_000 }),
    fc.integer({ min: -(10 ** 13), max: 10 ** 13 }),
  )
  .map(([months, days, micros]) => new Interval(months, days, micros));

export const timeTz = fc
  .tuple(fc.integer({ min: 0, max: MICROS_PER_DAY }), fc.integer({ min: -57_599, max: 57_599 }))
  .map(([micros, zone]) => new TimeTz(micros, zone));

export const zoneName = fc.constantFrom(
  'UTC',
  'America/New_York',
  'Europe/Paris',
  'Europe/London',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/Sao_Paulo',
  'Asia/Tehran',
  'Antarctica/Troll',
);
