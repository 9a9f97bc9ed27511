/**
 * Casts among smallint, integer, bigint, real, double precision, numeric, money and boolean, and the functions behind them.
 * Integers from floats round to the nearest with ties to even, from numeric with ties away from zero.
 */
import { sqlError } from '../../errors/index.ts';
import { canonicalInteger, type Int8, int8Max, int8Min, normalizeInt8 } from '../../types/int8.ts';
import { numericFromFloat } from '../../types/numeric-text.ts';
import { Numeric } from '../../types/numeric-value.ts';
import { outOfRange } from '../../types/text-scan.ts';
import { floatOverflow, floatUnderflow, roundTiesToEven } from '../float-math.ts';
import type { CastDef, Datum, ScalarFunctionDef, Volatility } from '../function-def.ts';

export interface CastRow {
  readonly source: string;
  readonly target: string;
  readonly context: CastDef['context'];
  readonly proc: number;
  /** Name of the function; the target type's when left out. */
  readonly name?: string;
  readonly volatility?: Volatility;
  readonly usesContext?: true;
  readonly impl: (...args: never[]) => Datum;
}

export function castsOf(rows: readonly CastRow[]): CastDef[] {
  return rows.map((row) => ({
    source: row.source,
    target: row.target,
    context: row.context,
    method: { proc: row.proc },
  }));
}

export function castFunctionsOf(rows: readonly CastRow[]): ScalarFunctionDef[] {
  return rows.map((row) => ({
    kind: 'scalar',
    oid: row.proc,
    name: row.name ?? row.target,
    args: [row.source],
    result: row.target,
    volatility: row.volatility ?? 'immutable',
    strict: true,
    ...(row.usesContext ? { context: true as const } : {}),
    impl: row.impl,
  }));
}

function toInt2(value: Int8): number {
  if (value > 32767 || value < -32768) throw outOfRange('smallint');
  return value as number;
}
function toInt4(value: Int8): number {
  if (value > 2147483647 || value < -2147483648) throw outOfRange('integer');
  return value as number;
}
function floatToInt2(value: number): number {
  const rounded = roundTiesToEven(value) + 0;
  if (!(rounded >= -32768 && rounded <= 32767)) throw outOfRange('smallint');
  return rounded;
}
function floatToInt4(value: number): number {
  const rounded = roundTiesToEven(value) + 0;
  if (!(rounded >= -2147483648 && rounded <= 2147483647)) throw outOfRange('integer');
  return rounded;
}
function floatToInt8(value: number): Int8 {
  const rounded = roundTiesToEven(value) + 0;
  if (!(rounded >= -(2 ** 63) && rounded < 2 ** 63)) throw outOfRange('bigint');
  return Number.isSafeInteger(rounded) ? rounded : BigInt(rounded);
}

export function float8ToFloat4(value: number): number {
  const single = Math.fround(value);
  if ((single === Infinity || single === -Infinity) && Number.isFinite(value)) floatOverflow();
  if (single === 0 && value !== 0) floatUnderflow();
  return single;
}

function numericToInteger(value: Numeric, typeName: string, min: bigint, max: bigint): bigint {
  if (!value.isFinite) {
    throw sqlError('feature_not_supported', `cannot convert ${value.isNaN ? 'NaN' : 'infinity'} to ${typeName}`);
  }
  const rounded = value.toBigInt();
  if (rounded < min || rounded > max) throw outOfRange(typeName);
  return rounded;
}

export function numericToFloat8(value: Numeric): number {
  const result = value.toNumber();
  if (value.isFinite && (result === Infinity || result === -Infinity || (result === 0 && value.unscaled !== 0n))) {
    throw sqlError('numeric_value_out_of_range', `"${value}" is out of range for type double precision`);
  }
  return result;
}
function numericToFloat4(value: Numeric): number {
  const result = Math.fround(value.toNumber());
  if (value.isFinite && (result === Infinity || result === -Infinity || (result === 0 && value.unscaled !== 0n))) {
    throw sqlError('numeric_value_out_of_range', `"${value}" is out of range for type real`);
  }
  return result;
}

function numericToMoney(value: Numeric): Int8 {
  if (!value.isFinite) {
    throw sqlError('feature_not_supported', `cannot convert ${value.isNaN ? 'NaN' : 'infinity'} to bigint`);
  }
  const cents = value.round(2).unscaled;
  if (cents > int8Max || cents < int8Min) throw outOfRange('bigint');
  return canonicalInteger(cents);
}
function integerToMoney(value: Int8): Int8 {
  return normalizeInt8(BigInt(value) * 100n);
}

const keep = (value: number) => value;
const integerToFloat8 = (value: Int8) => Number(value);
const integerToFloat4 = (value: Int8) => (typeof value === 'number' ? Math.fround(value) : bigintToFloat4(value));
const integerToNumeric = (value: Int8) => Numeric.fromInteger(value);

/** Rounds once: through a double a 64-bit integer could round twice. */
function bigintToFloat4(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  const excess = BigInt(magnitude.toString(2).length - 24);
  const kept = magnitude >> excess;
  const rest = magnitude - (kept << excess);
  const half = 1n << (excess - 1n);
  const up = rest > half || (rest === half && kept % 2n === 1n);
  const rounded = Number((up ? kept + 1n : kept) << excess);
  return value < 0n ? -rounded : rounded;
}

export const numberCasts: readonly CastRow[] = [
  { source: 'int2', target: 'int4', context: 'implicit', proc: 313, impl: keep },
  { source: 'int2', target: 'int8', context: 'implicit', proc: 754, impl: keep },
  { source: 'int2', target: 'float4', context: 'implicit', proc: 236, impl: keep },
  { source: 'int2', target: 'float8', context: 'implicit', proc: 235, impl: keep },
  { source: 'int2', target: 'numeric', context: 'implicit', proc: 1782, impl: integerToNumeric },
  { source: 'int4', target: 'int2', context: 'assignment', proc: 314, impl: toInt2 },
  { source: 'int4', target: 'int8', context: 'implicit', proc: 481, impl: keep },
  { source: 'int4', target: 'float4', context: 'implicit', proc: 318, impl: Math.fround },
  { source: 'int4', target: 'float8', context: 'implicit', proc: 316, impl: keep },
  { source: 'int4', target: 'numeric', context: 'implicit', proc: 1740, impl: integerToNumeric },
  { source: 'int4', target: 'bool', context: 'explicit', proc: 2557, impl: (value: number) => value !== 0 },
  { source: 'int4', target: 'money', context: 'assignment', proc: 3811, volatility: 'stable', impl: integerToMoney },
  { source: 'int8', target: 'int2', context: 'assignment', proc: 714, impl: toInt2 },
  { source: 'int8', target: 'int4', context: 'assignment', proc: 480, impl: toInt4 },
  { source: 'int8', target: 'float4', context: 'implicit', proc: 652, impl: integerToFloat4 },
  { source: 'int8', target: 'float8', context: 'implicit', proc: 482, impl: integerToFloat8 },
  { source: 'int8', target: 'numeric', context: 'implicit', proc: 1781, impl: integerToNumeric },
  { source: 'int8', target: 'money', context: 'assignment', proc: 3812, volatility: 'stable', impl: integerToMoney },
  { source: 'float4', target: 'int2', context: 'assignment', proc: 238, impl: floatToInt2 },
  { source: 'float4', target: 'int4', context: 'assignment', proc: 319, impl: floatToInt4 },
  { source: 'float4', target: 'int8', context: 'assignment', proc: 653, impl: floatToInt8 },
  { source: 'float4', target: 'float8', context: 'implicit', proc: 311, impl: keep },
  {
    source: 'float4',
    target: 'numeric',
    context: 'assignment',
    proc: 1742,
    impl: (value: number) => numericFromFloat(value, 6),
  },
  { source: 'float8', target: 'int2', context: 'assignment', proc: 237, impl: floatToInt2 },
  { source: 'float8', target: 'int4', context: 'assignment', proc: 317, impl: floatToInt4 },
  { source: 'float8', target: 'int8', context: 'assignment', proc: 483, impl: floatToInt8 },
  { source: 'float8', target: 'float4', context: 'assignment', proc: 312, impl: float8ToFloat4 },
  {
    source: 'float8',
    target: 'numeric',
    context: 'assignment',
    proc: 1743,
    impl: (value: number) => numericFromFloat(value, 15),
  },
  {
    source: 'numeric',
    target: 'int2',
    context: 'assignment',
    proc: 1783,
    impl: (value: Numeric) => Number(numericToInteger(value, 'smallint', -32768n, 32767n)),
  },
  {
    source: 'numeric',
    target: 'int4',
    context: 'assignment',
    proc: 1744,
    impl: (value: Numeric) => Number(numericToInteger(value, 'integer', -2147483648n, 2147483647n)),
  },
  {
    source: 'numeric',
    target: 'int8',
    context: 'assignment',
    proc: 1779,
    impl: (value: Numeric) => canonicalInteger(numericToInteger(value, 'bigint', int8Min, int8Max)),
  },
  { source: 'numeric', target: 'float4', context: 'implicit', proc: 1745, impl: numericToFloat4 },
  { source: 'numeric', target: 'float8', context: 'implicit', proc: 1746, impl: numericToFloat8 },
  { source: 'numeric', target: 'money', context: 'assignment', proc: 3824, volatility: 'stable', impl: numericToMoney },
  {
    source: 'money',
    target: 'numeric',
    context: 'assignment',
    proc: 3823,
    volatility: 'stable',
    impl: (value: Int8) => new Numeric(BigInt(value), 2),
  },
  { source: 'bool', target: 'int4', context: 'explicit', proc: 2558, impl: (value: boolean) => (value ? 1 : 0) },
];
