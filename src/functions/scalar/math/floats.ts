/** Mathematical functions over float8, with PostgreSQL's domain and range errors. */
import { sqlError } from '../../../errors/index.ts';
import { exactCosine, exactCubeRoot, exactExp, exactLn, exactLog10, exactSine } from '../../double-double.ts';
import {
  float8Arithmetic,
  floatOverflow,
  floatUnderflow,
  power,
  roundTiesToEven,
  squareRoot,
} from '../../float-math.ts';
import type { FunctionContext } from '../../function-def.ts';
import { scalar } from '../define.ts';
import { degreeFunctions, inputOutOfRange } from './degrees.ts';
import { overlastBucket } from './numerics.ts';

function exponential(value: number): number {
  const result = exactExp(value);
  if (Number.isFinite(value)) {
    if (result === Infinity) floatOverflow();
    if (result === 0) floatUnderflow();
  }
  return result;
}

function positive(value: number): number {
  if (value === 0) throw sqlError('invalid_argument_for_logarithm', 'cannot take logarithm of zero');
  if (value < 0) throw sqlError('invalid_argument_for_logarithm', 'cannot take logarithm of a negative number');
  return value;
}

const logarithm = (value: number) => exactLn(positive(value));
const logarithm10 = (value: number) => exactLog10(positive(value));

function finiteAngle(value: number): number {
  if (value === Infinity || value === -Infinity) inputOutOfRange();
  return value;
}

function unitInterval(value: number): number {
  if (value < -1 || value > 1) inputOutOfRange();
  return value;
}

function invalidBuckets(message: string): never {
  throw sqlError('invalid_argument_for_width_bucket_function', message);
}

function widthBucket(operand: number, low: number, high: number, count: number): number {
  if (count <= 0) invalidBuckets('count must be greater than zero');
  if (Number.isNaN(operand) || Number.isNaN(low) || Number.isNaN(high)) {
    invalidBuckets('operand, lower bound, and upper bound cannot be NaN');
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) invalidBuckets('lower and upper bounds must be finite');
  if (low === high) invalidBuckets('lower bound cannot equal upper bound');
  const increasing = low < high;
  if (increasing ? operand < low : operand > low) return 0;
  if (increasing ? operand >= high : operand <= high) return overlastBucket(count);
  const range = high - low;
  // Halves where the range itself would overflow.
  const share = Number.isFinite(range) ? (operand - low) / range : (operand / 2 - low / 2) / (high / 2 - low / 2);
  // Rounding may carry a value right below the bound into the bucket past the last, as in PostgreSQL 15.
  return Math.trunc(count * share) + 1;
}

const RADIANS_PER_DEGREE = 0.017453292519943295;

export const floatFunctions = [
  scalar(1394, 'abs', 'float4', 'float4', Math.abs),
  scalar(1395, 'abs', 'float8', 'float8', Math.abs),
  scalar(2308, 'ceil', 'float8', 'float8', Math.ceil),
  scalar(2320, 'ceiling', 'float8', 'float8', Math.ceil),
  scalar(2309, 'floor', 'float8', 'float8', Math.floor),
  scalar(1342, 'round', 'float8', 'float8', roundTiesToEven),
  scalar(1343, 'trunc', 'float8', 'float8', Math.trunc),
  scalar(2310, 'sign', 'float8', 'float8', (value: number) => (value > 0 ? 1 : value < 0 ? -1 : 0)),
  scalar(1344, 'sqrt', 'float8', 'float8', squareRoot),
  scalar(1345, 'cbrt', 'float8', 'float8', exactCubeRoot),
  scalar(1347, 'exp', 'float8', 'float8', exponential),
  scalar(1341, 'ln', 'float8', 'float8', logarithm),
  scalar(1340, 'log', 'float8', 'float8', logarithm10),
  scalar(1194, 'log10', 'float8', 'float8', logarithm10),
  scalar(1368, 'power', 'float8 float8', 'float8', power),
  scalar(1346, 'pow', 'float8 float8', 'float8', power),
  scalar(320, 'width_bucket', 'float8 float8 float8 int4', 'int4', widthBucket),
  scalar(1610, 'pi', '', 'float8', () => Math.PI),
  scalar(1608, 'degrees', 'float8', 'float8', (value: number) => float8Arithmetic.divide(value, RADIANS_PER_DEGREE)),
  scalar(1609, 'radians', 'float8', 'float8', (value: number) => float8Arithmetic.multiply(value, RADIANS_PER_DEGREE)),
  scalar(1604, 'sin', 'float8', 'float8', (value: number) => exactSine(finiteAngle(value))),
  scalar(1605, 'cos', 'float8', 'float8', (value: number) => exactCosine(finiteAngle(value))),
  scalar(1606, 'tan', 'float8', 'float8', (value: number) => Math.tan(finiteAngle(value))),
  scalar(1607, 'cot', 'float8', 'float8', (value: number) => 1 / Math.tan(finiteAngle(value))),
  scalar(1600, 'asin', 'float8', 'float8', (value: number) => Math.asin(unitInterval(value))),
  scalar(1601, 'acos', 'float8', 'float8', (value: number) => Math.acos(unitInterval(value))),
  scalar(1602, 'atan', 'float8', 'float8', Math.atan),
  scalar(1603, 'atan2', 'float8 float8', 'float8', Math.atan2),
  scalar(2462, 'sinh', 'float8', 'float8', Math.sinh),
  scalar(2463, 'cosh', 'float8', 'float8', Math.cosh),
  scalar(2464, 'tanh', 'float8', 'float8', Math.tanh),
  scalar(2465, 'asinh', 'float8', 'float8', Math.asinh),
  scalar(2466, 'acosh', 'float8', 'float8', (value: number) => (value < 1 ? inputOutOfRange() : Math.acosh(value))),
  scalar(2467, 'atanh', 'float8', 'float8', (value: number) => Math.atanh(unitInterval(value))),
  ...degreeFunctions,
  scalar(1598, 'random', '', 'float8', (context: FunctionContext) => context.random(), {
    volatility: 'volatile',
    context: true,
  }),
  scalar(1599, 'setseed', 'float8', 'void', setSeed, { volatility: 'volatile', context: true }),
];

function setSeed(context: FunctionContext, seed: number): string {
  if (!(seed >= -1 && seed <= 1)) {
    throw sqlError('invalid_parameter_value', `setseed parameter ${seed} is out of allowed range [-1,1]`);
  }
  context.setSeed(seed);
  return '';
}
