/** Functions that ask ranges and multiranges for their parts. */
import type { Numeric } from '../../types/numeric-value.ts';
import { spanOf } from '../../types/ranges/multirange-operations.ts';
import { mergeRanges } from '../../types/ranges/range-operations.ts';
import type { PgMultirange, PgRange } from '../../types/ranges/range-value.ts';
import type { Datum, ScalarFunctionDef, SetFunctionDef } from '../function-def.ts';
import { rowSet, scalar } from '../scalar/define.ts';

type Ask = (range: PgRange) => Datum;

const lower: Ask = (range) => range.lower;
const upper: Ask = (range) => range.upper;
const isEmpty: Ask = (range) => range.isEmpty;
const lowerInclusive: Ask = (range) => range.lowerInclusive;
const upperInclusive: Ask = (range) => range.upperInclusive;
const lowerInfinite: Ask = (range) => !range.isEmpty && range.lower === null;
const upperInfinite: Ask = (range) => !range.isEmpty && range.upper === null;

/** The same of a range, and of all that a multirange spans. */
function both(name: string, result: string, oids: readonly [number, number], ask: Ask): ScalarFunctionDef[] {
  return [
    scalar(oids[0], name, 'anyrange', result, ask),
    scalar(oids[1], name, 'anymultirange', result, (value: PgMultirange) => ask(spanOf(value))),
  ];
}

const MICROS = 1e6;

function micros(a: number | bigint, b: number | bigint): number {
  return (stored(a, 2 ** 63) - stored(b, 2 ** 63)) / MICROS;
}

/** An infinity counts as the end of the integers that are stored. */
function stored(value: number | bigint, end: number): number {
  const number = Number(value);
  return number === Infinity ? end : number === -Infinity ? -end : number;
}

/** As PostgreSQL stores dates: the infinite ones are the ends of int4. */
function dayNumber(date: number): number {
  return Number.isFinite(date) ? date : date > 0 ? 2147483647 : -2147483648;
}

export const rangeFunctions: readonly ScalarFunctionDef[] = [
  ...both('lower', 'anyelement', [3848, 4235], lower),
  ...both('upper', 'anyelement', [3849, 4236], upper),
  ...both('isempty', 'bool', [3850, 4237], isEmpty),
  ...both('lower_inc', 'bool', [3851, 4238], lowerInclusive),
  ...both('upper_inc', 'bool', [3852, 4239], upperInclusive),
  ...both('lower_inf', 'bool', [3853, 4240], lowerInfinite),
  ...both('upper_inf', 'bool', [3854, 4241], upperInfinite),
  scalar(4057, 'range_merge', 'anyrange anyrange', 'anyrange', mergeRanges),
  scalar(4228, 'range_merge', 'anymultirange', 'anyrange', spanOf),
  scalar(3922, 'int4range_subdiff', 'int4 int4', 'float8', (a: number, b: number) => a - b),
  scalar(
    3923,
    'int8range_subdiff',
    'int8 int8',
    'float8',
    (a: number | bigint, b: number | bigint) => Number(a) - Number(b),
  ),
  scalar(3924, 'numrange_subdiff', 'numeric numeric', 'float8', (a: Numeric, b: Numeric) => a.subtract(b).toNumber()),
  scalar(3925, 'daterange_subdiff', 'date date', 'float8', (a: number, b: number) => dayNumber(a) - dayNumber(b)),
  scalar(3929, 'tsrange_subdiff', 'timestamp timestamp', 'float8', micros),
  scalar(3930, 'tstzrange_subdiff', 'timestamptz timestamptz', 'float8', micros),
];

export const rangeSets: readonly SetFunctionDef[] = [
  rowSet(1293, 'unnest', 'anymultirange', 'anyrange', (value: PgMultirange) => value.ranges),
];
