/** Comparison operators of dates, times, timestamps and intervals, and those between dates and the timestamp types. */
import { toInstant } from '../../types/datetime/arithmetic.ts';
import { compareMicros, isInfinite, joinDayTime, type Micros } from '../../types/datetime/micros.ts';
import type { TimeZone } from '../../types/datetime/time-zone.ts';
import { sessionZone } from '../../types/datetime/zones.ts';
import { compareIntervals } from '../../types/interval-value.ts';
import { compareTimeTz } from '../../types/timetz-value.ts';
import type { FunctionContext, OperatorDef, ScalarFunctionDef } from '../function-def.ts';
import {
  type ComparisonFamily,
  type ComparisonName,
  comparisonFunctions,
  comparisonOperators,
  numberOrder,
  orderBy,
} from './comparison-family.ts';

/** Midnight of a date, also of dates that no timestamp reaches. */
function midnight(date: number): Micros {
  return Number.isFinite(date) ? joinDayTime(date, 0) : date;
}

function compareDateTimestamp(date: number, timestamp: Micros): number {
  return compareMicros(midnight(date), timestamp);
}

function compareTimestampTz(local: Micros, instant: Micros, zone: TimeZone): number {
  return compareMicros(isInfinite(local) ? local : toInstant(local, zone), instant);
}

function compareDateTz(date: number, instant: Micros, zone: TimeZone): number {
  return compareTimestampTz(midnight(date), instant, zone);
}

const families: readonly ComparisonFamily[] = [
  {
    left: 'date',
    right: 'date',
    order: numberOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [1095, 1087, 'date_lt'],
      '<=': [1096, 1088, 'date_le'],
      '=': [1093, 1086, 'date_eq'],
      '>=': [1098, 1090, 'date_ge'],
      '>': [1097, 1089, 'date_gt'],
      '<>': [1094, 1091, 'date_ne'],
    },
  },
  {
    left: 'date',
    right: 'timestamp',
    order: orderBy(compareDateTimestamp),
    btree: true,
    rows: {
      '<': [2345, 2338, 'date_lt_timestamp'],
      '<=': [2346, 2339, 'date_le_timestamp'],
      '=': [2347, 2340, 'date_eq_timestamp'],
      '>=': [2348, 2342, 'date_ge_timestamp'],
      '>': [2349, 2341, 'date_gt_timestamp'],
      '<>': [2350, 2343, 'date_ne_timestamp'],
    },
  },
  {
    left: 'interval',
    right: 'interval',
    order: orderBy(compareIntervals),
    hashes: true,
    btree: true,
    rows: {
      '<': [1332, 1164, 'interval_lt'],
      '<=': [1333, 1165, 'interval_le'],
      '=': [1330, 1162, 'interval_eq'],
      '>=': [1335, 1166, 'interval_ge'],
      '>': [1334, 1167, 'interval_gt'],
      '<>': [1331, 1163, 'interval_ne'],
    },
  },
  {
    left: 'time',
    right: 'time',
    order: numberOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [1110, 1102, 'time_lt'],
      '<=': [1111, 1103, 'time_le'],
      '=': [1108, 1145, 'time_eq'],
      '>=': [1113, 1105, 'time_ge'],
      '>': [1112, 1104, 'time_gt'],
      '<>': [1109, 1106, 'time_ne'],
    },
  },
  {
    left: 'timestamp',
    right: 'date',
    order: orderBy((a: Micros, b: number) => -compareDateTimestamp(b, a)),
    btree: true,
    rows: {
      '<': [2371, 2364, 'timestamp_lt_date'],
      '<=': [2372, 2365, 'timestamp_le_date'],
      '=': [2373, 2366, 'timestamp_eq_date'],
      '>=': [2374, 2368, 'timestamp_ge_date'],
      '>': [2375, 2367, 'timestamp_gt_date'],
      '<>': [2376, 2369, 'timestamp_ne_date'],
    },
  },
  {
    left: 'timestamp',
    right: 'timestamp',
    order: numberOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [2062, 2054, 'timestamp_lt'],
      '<=': [2063, 2055, 'timestamp_le'],
      '=': [2060, 2052, 'timestamp_eq'],
      '>=': [2065, 2056, 'timestamp_ge'],
      '>': [2064, 2057, 'timestamp_gt'],
      '<>': [2061, 2053, 'timestamp_ne'],
    },
  },
  {
    left: 'timestamptz',
    right: 'timestamptz',
    order: numberOrder,
    hashes: true,
    btree: true,
    rows: {
      '<': [1322, 1154, 'timestamptz_lt'],
      '<=': [1323, 1155, 'timestamptz_le'],
      '=': [1320, 1152, 'timestamptz_eq'],
      '>=': [1325, 1156, 'timestamptz_ge'],
      '>': [1324, 1157, 'timestamptz_gt'],
      '<>': [1321, 1153, 'timestamptz_ne'],
    },
  },
  {
    left: 'timetz',
    right: 'timetz',
    order: orderBy(compareTimeTz),
    hashes: true,
    btree: true,
    rows: {
      '<': [1552, 1354, 'timetz_lt'],
      '<=': [1553, 1355, 'timetz_le'],
      '=': [1550, 1352, 'timetz_eq'],
      '>=': [1555, 1356, 'timetz_ge'],
      '>': [1554, 1357, 'timetz_gt'],
      '<>': [1551, 1353, 'timetz_ne'],
    },
  },
];

/** Comparisons that need the session's zone. */
interface ZonedFamily {
  readonly left: string;
  readonly right: string;
  readonly compare: (a: never, b: never, zone: TimeZone) => number;
  readonly rows: Readonly<Record<ComparisonName, readonly [operator: number, proc: number, name: string]>>;
}

const zonedFamilies: readonly ZonedFamily[] = [
  {
    left: 'date',
    right: 'timestamptz',
    compare: compareDateTz,
    rows: {
      '<': [2358, 2351, 'date_lt_timestamptz'],
      '<=': [2359, 2352, 'date_le_timestamptz'],
      '=': [2360, 2353, 'date_eq_timestamptz'],
      '>=': [2361, 2355, 'date_ge_timestamptz'],
      '>': [2362, 2354, 'date_gt_timestamptz'],
      '<>': [2363, 2356, 'date_ne_timestamptz'],
    },
  },
  {
    left: 'timestamp',
    right: 'timestamptz',
    compare: compareTimestampTz,
    rows: {
      '<': [2534, 2520, 'timestamp_lt_timestamptz'],
      '<=': [2535, 2521, 'timestamp_le_timestamptz'],
      '=': [2536, 2522, 'timestamp_eq_timestamptz'],
      '>=': [2537, 2524, 'timestamp_ge_timestamptz'],
      '>': [2538, 2523, 'timestamp_gt_timestamptz'],
      '<>': [2539, 2525, 'timestamp_ne_timestamptz'],
    },
  },
  {
    left: 'timestamptz',
    right: 'date',
    compare: (a: Micros, b: number, zone: TimeZone) => -compareDateTz(b, a, zone),
    rows: {
      '<': [2384, 2377, 'timestamptz_lt_date'],
      '<=': [2385, 2378, 'timestamptz_le_date'],
      '=': [2386, 2379, 'timestamptz_eq_date'],
      '>=': [2387, 2381, 'timestamptz_ge_date'],
      '>': [2388, 2380, 'timestamptz_gt_date'],
      '<>': [2389, 2382, 'timestamptz_ne_date'],
    },
  },
  {
    left: 'timestamptz',
    right: 'timestamp',
    compare: (a: Micros, b: Micros, zone: TimeZone) => -compareTimestampTz(b, a, zone),
    rows: {
      '<': [2540, 2527, 'timestamptz_lt_timestamp'],
      '<=': [2541, 2528, 'timestamptz_le_timestamp'],
      '=': [2542, 2529, 'timestamptz_eq_timestamp'],
      '>=': [2543, 2531, 'timestamptz_ge_timestamp'],
      '>': [2544, 2530, 'timestamptz_gt_timestamp'],
      '<>': [2545, 2532, 'timestamptz_ne_timestamp'],
    },
  },
];

const tests: Readonly<Record<ComparisonName, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '=': (order) => order === 0,
  '>=': (order) => order >= 0,
  '>': (order) => order > 0,
  '<>': (order) => order !== 0,
};

function zonedFunctions(): ScalarFunctionDef[] {
  return zonedFamilies.flatMap((family) =>
    (Object.keys(family.rows) as ComparisonName[]).map((name): ScalarFunctionDef => {
      const [, oid, functionName] = family.rows[name];
      const test = tests[name];
      const compare = family.compare;
      return {
        kind: 'scalar',
        oid,
        name: functionName,
        args: [family.left, family.right],
        result: 'bool',
        volatility: 'stable',
        strict: true,
        context: true,
        impl: (context: FunctionContext, a: never, b: never) => test(compare(a, b, sessionZone(context))),
      };
    }),
  );
}

export function datetimeComparisonOperators(): OperatorDef[] {
  const zoned = zonedFamilies.map((family): ComparisonFamily => {
    return { left: family.left, right: family.right, order: numberOrder, btree: true, rows: family.rows };
  });
  return [...comparisonOperators(families), ...comparisonOperators(zoned)];
}

export function datetimeComparisonFunctions(): ScalarFunctionDef[] {
  return [...comparisonFunctions(families), ...zonedFunctions()];
}
