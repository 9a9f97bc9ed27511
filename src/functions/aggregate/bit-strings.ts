/** bit_and, bit_or and bit_xor over bit strings, which must be of one length. */
import type { AggregateDef } from '../function-def.ts';
import { bitsAnd, bitsOr, bitsXor } from '../operators/bit-strings.ts';
import { aggregate, fold } from './define.ts';

export const bitStringAggregates: readonly AggregateDef[] = [
  aggregate(2242, 'bit_and', 'bit', 'bit', fold<string>(bitsAnd)),
  aggregate(2243, 'bit_or', 'bit', 'bit', fold<string>(bitsOr)),
  aggregate(6167, 'bit_xor', 'bit', 'bit', fold<string>(bitsXor)),
];
