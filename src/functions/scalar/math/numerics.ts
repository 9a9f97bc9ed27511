/** Mathematical functions over numeric. */
import { sqlError } from '../../../errors/index.ts';
import {
  numericExp,
  numericLn,
  numericLog,
  numericLog10,
  numericPower,
  numericSqrt,
} from '../../../types/numeric-math.ts';
import { Numeric } from '../../../types/numeric-value.ts';
import { scalar } from '../define.ts';
import { bigGcd } from './integers.ts';

function gcd(a: Numeric, b: Numeric): Numeric {
  if (!a.isFinite || !b.isFinite) return Numeric.nan;
  const scale = Math.max(a.scale, b.scale);
  return new Numeric(bigGcd(a.unscaledAt(scale), b.unscaledAt(scale)), scale);
}

function lcm(a: Numeric, b: Numeric): Numeric {
  if (!a.isFinite || !b.isFinite) return Numeric.nan;
  const scale = Math.max(a.scale, b.scale);
  const x = a.unscaledAt(scale);
  const y = b.unscaledAt(scale);
  if (x === 0n || y === 0n) return new Numeric(0n, scale);
  const product = (x / bigGcd(x, y)) * y;
  return new Numeric(product < 0n ? -product : product, scale);
}

function invalidBuckets(message: string): never {
  throw sqlError('invalid_argument_for_width_bucket_function', message);
}

function widthBucket(operand: Numeric, low: Numeric, high: Numeric, count: number): number {
  if (count <= 0) invalidBuckets('count must be greater than zero');
  if (operand.isNaN || low.isNaN || high.isNaN) {
    invalidBuckets('operand, lower bound, and upper bound cannot be NaN');
  }
  if (low.isInfinite || high.isInfinite) invalidBuckets('lower and upper bounds must be finite');
  const direction = low.compare(high);
  if (direction === 0) invalidBuckets('lower bound cannot equal upper bound');
  const increasing = direction < 0;
  const fromLow = operand.compare(low);
  if (increasing ? fromLow < 0 : fromLow > 0) return 0;
  const fromHigh = operand.compare(high);
  if (increasing ? fromHigh >= 0 : fromHigh <= 0) return overlastBucket(count);
  const scale = Math.max(operand.scale, low.scale, high.scale);
  const start = low.unscaledAt(scale);
  const bucket = ((operand.unscaledAt(scale) - start) * BigInt(count)) / (high.unscaledAt(scale) - start);
  return Number(bucket) + 1;
}

export function overlastBucket(count: number): number {
  if (count >= 2147483647) throw sqlError('numeric_value_out_of_range', 'integer out of range');
  return count + 1;
}

export const numericFunctions = [
  scalar(1705, 'abs', 'numeric', 'numeric', (value: Numeric) => value.abs()),
  scalar(1711, 'ceil', 'numeric', 'numeric', (value: Numeric) => value.ceil()),
  scalar(2167, 'ceiling', 'numeric', 'numeric', (value: Numeric) => value.ceil()),
  scalar(1712, 'floor', 'numeric', 'numeric', (value: Numeric) => value.floor()),
  scalar(1707, 'round', 'numeric int4', 'numeric', (value: Numeric, scale: number) => value.round(scale)),
  scalar(1708, 'round', 'numeric', 'numeric', (value: Numeric) => value.round(0)),
  scalar(1709, 'trunc', 'numeric int4', 'numeric', (value: Numeric, scale: number) => value.truncate(scale)),
  scalar(1710, 'trunc', 'numeric', 'numeric', (value: Numeric) => value.truncate(0)),
  scalar(1706, 'sign', 'numeric', 'numeric', (value: Numeric) => value.sign()),
  scalar(1730, 'sqrt', 'numeric', 'numeric', numericSqrt),
  scalar(1732, 'exp', 'numeric', 'numeric', numericExp),
  scalar(1734, 'ln', 'numeric', 'numeric', numericLn),
  scalar(1736, 'log', 'numeric numeric', 'numeric', numericLog),
  scalar(1741, 'log', 'numeric', 'numeric', numericLog10),
  scalar(1481, 'log10', 'numeric', 'numeric', numericLog10),
  scalar(2169, 'power', 'numeric numeric', 'numeric', numericPower),
  scalar(1738, 'pow', 'numeric numeric', 'numeric', numericPower),
  scalar(1728, 'mod', 'numeric numeric', 'numeric', (a: Numeric, b: Numeric) => a.remainder(b)),
  scalar(1973, 'div', 'numeric numeric', 'numeric', (a: Numeric, b: Numeric) => a.divideTruncated(b)),
  scalar(5048, 'gcd', 'numeric numeric', 'numeric', gcd),
  scalar(5049, 'lcm', 'numeric numeric', 'numeric', lcm),
  scalar(2170, 'width_bucket', 'numeric numeric numeric int4', 'int4', widthBucket),
  scalar(3281, 'scale', 'numeric', 'int4', (value: Numeric) => (value.isFinite ? value.scale : null)),
  scalar(5042, 'min_scale', 'numeric', 'int4', (value: Numeric) => value.minScale()),
  scalar(5043, 'trim_scale', 'numeric', 'numeric', (value: Numeric) => value.trimScale()),
];
