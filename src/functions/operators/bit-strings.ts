/** Operators of bit strings. Those on two operands of bits take equal lengths; shifts keep the length and fill with zeros. */
import { sqlError } from '../../errors/index.ts';
import { checkBitCount } from '../../types/bit-string.ts';
import type { OperatorRow } from '../define-operators.ts';
import { type ComparisonFamily, textOrder } from './comparison-family.ts';

type Combine = (a: number, b: number) => number;

/** Bits of two strings at a time, thirty-two positions in one step. */
function combine(name: string, does: Combine): (a: string, b: string) => string {
  return (a, b) => {
    if (a.length !== b.length) {
      throw sqlError('string_data_length_mismatch', `cannot ${name} bit strings of different sizes`);
    }
    const parts: string[] = [];
    for (let at = 0; at < a.length; at += 32) {
      const left = a.slice(at, at + 32);
      const right = b.slice(at, at + 32);
      const word = does(Number.parseInt(left, 2), Number.parseInt(right, 2)) >>> 0;
      parts.push(word.toString(2).padStart(left.length, '0'));
    }
    return parts.join('');
  };
}

export const bitsAnd = combine('AND', (a, b) => a & b);
export const bitsOr = combine('OR', (a, b) => a | b);
export const bitsXor = combine('XOR', (a, b) => a ^ b);

const opposite: Readonly<Record<string, string>> = { '0': '1', '1': '0' };
function bitsNot(value: string): string {
  return value.replace(/[01]/g, (digit) => opposite[digit]!);
}

export function concatenateBits(a: string, b: string): string {
  checkBitCount(a.length + b.length);
  return a + b;
}

/** To the left; a negative distance goes to the right. */
function shift(value: string, distance: number): string {
  const { length } = value;
  if (Math.abs(distance) >= length) return '0'.repeat(length);
  return distance >= 0
    ? value.slice(distance).padEnd(length, '0')
    : value.slice(0, length + distance).padStart(length, '0');
}

const pair = { left: 'bit', right: 'bit', result: 'bit' } as const;

export const bitOperators: readonly OperatorRow[] = [
  { ...pair, oid: 1791, name: '&', proc: 1673, procName: 'bitand', commutator: '&', impl: bitsAnd },
  { ...pair, oid: 1792, name: '|', proc: 1674, procName: 'bitor', commutator: '|', impl: bitsOr },
  { ...pair, oid: 1793, name: '#', proc: 1675, procName: 'bitxor', commutator: '#', impl: bitsXor },
  { ...pair, oid: 1794, name: '~', left: null, proc: 1676, procName: 'bitnot', impl: bitsNot },
  { ...pair, oid: 1795, name: '<<', right: 'int4', proc: 1677, procName: 'bitshiftleft', impl: shift },
  {
    ...pair,
    oid: 1796,
    name: '>>',
    right: 'int4',
    proc: 1678,
    procName: 'bitshiftright',
    impl: (value: string, distance: number) => shift(value, -distance),
  },
  {
    oid: 1797,
    name: '||',
    left: 'varbit',
    right: 'varbit',
    result: 'varbit',
    proc: 1679,
    procName: 'bitcat',
    impl: concatenateBits,
  },
];

export const bitComparisons: readonly ComparisonFamily[] = [
  {
    left: 'bit',
    right: 'bit',
    order: textOrder,
    btree: true,
    rows: {
      '<': [1786, 1595, 'bitlt'],
      '<=': [1788, 1594, 'bitle'],
      '=': [1784, 1581, 'biteq'],
      '>=': [1789, 1592, 'bitge'],
      '>': [1787, 1593, 'bitgt'],
      '<>': [1785, 1582, 'bitne'],
    },
  },
  {
    left: 'varbit',
    right: 'varbit',
    order: textOrder,
    btree: true,
    rows: {
      '<': [1806, 1671, 'varbitlt'],
      '<=': [1808, 1670, 'varbitle'],
      '=': [1804, 1666, 'varbiteq'],
      '>=': [1809, 1668, 'varbitge'],
      '>': [1807, 1669, 'varbitgt'],
      '<>': [1805, 1667, 'varbitne'],
    },
  },
];
