/** Functions of bit strings: lengths, single bits, parts; and the casts between bits and integers. */
import { sqlError } from '../../../errors/index.ts';
import { applyBitModifier, applyVarbitModifier, checkBitCount } from '../../../types/bit-string.ts';
import { canonicalInteger, type Int8 } from '../../../types/int8.ts';
import { outOfRange } from '../../../types/text-scan.ts';
import type { CastDef } from '../../function-def.ts';
import { concatenateBits } from '../../operators/bit-strings.ts';
import { scalar } from '../define.ts';
import { negativeLength } from './characters.ts';

const int4Max = 2147483647;

const bitLength = (value: string) => value.length;

function substring(value: string, start: number, length: number): string {
  if (length < 0) negativeLength();
  return value.slice(Math.max(start, 1) - 1, Math.max(start + length - 1, 0));
}
function substringFrom(value: string, start: number): string {
  return value.slice(Math.max(start, 1) - 1);
}

function overlay(value: string, replacement: string, start: number, count: number): string {
  if (start <= 0) negativeLength();
  const end = start + count;
  if (end > int4Max) throw outOfRange('integer');
  return concatenateBits(concatenateBits(value.slice(0, start - 1), replacement), substringFrom(value, end));
}

function position(value: string, part: string): number {
  // Nothing is found in an empty string, not even an empty one.
  return value.length === 0 ? 0 : value.indexOf(part) + 1;
}

function checkIndex(value: string, index: number): void {
  if (index < 0 || index >= value.length) {
    throw sqlError('array_subscript_error', `bit index ${index} out of valid range (0..${value.length - 1})`);
  }
}
function getBit(value: string, index: number): number {
  checkIndex(value, index);
  return value.charCodeAt(index) - 48;
}
function setBit(value: string, index: number, bit: number): string {
  checkIndex(value, index);
  if (bit !== 0 && bit !== 1) throw sqlError('invalid_parameter_value', 'new bit must be 0 or 1');
  return value.slice(0, index) + bit + value.slice(index + 1);
}

function bitCount(value: string): number {
  let count = 0;
  for (let i = 0; i < value.length; i++) count += value.charCodeAt(i) - 48;
  return count;
}

/** By bytes, the last filled with zeros: the difference of the first that differ, as the C library gives it; then by length. */
function compareBits(a: string, b: string): number {
  const shared = Math.min(Math.ceil(a.length / 8), Math.ceil(b.length / 8));
  for (let byte = 0; byte < shared; byte++) {
    const difference = byteAt(a, byte) - byteAt(b, byte);
    if (difference !== 0) return difference;
  }
  return Math.sign(a.length - b.length);
}
function byteAt(value: string, index: number): number {
  return Number.parseInt(value.slice(index * 8, index * 8 + 8).padEnd(8, '0'), 2);
}

/** The lowest `length` bits of the two's complement, its sign repeated in front; one bit where no length is given. */
function fromInteger(value: Int8, length: number): string {
  const count = Math.max(length, 1);
  checkBitCount(count);
  const bits = BigInt.asUintN(64, BigInt(value)).toString(2).padStart(64, '0');
  return count <= 64 ? bits.slice(64 - count) : bits.padStart(count, bits[0]!);
}
function toInt4(value: string): number {
  if (value.length > 32) throw outOfRange('integer');
  return Number.parseInt(`0${value}`, 2) | 0;
}
function toInt8(value: string): Int8 {
  if (value.length > 64) throw outOfRange('bigint');
  return canonicalInteger(BigInt.asIntN(64, BigInt(`0b0${value}`)));
}

export const bitStringFunctions = [
  scalar(1596, 'bitcmp', 'bit bit', 'int4', compareBits),
  scalar(1672, 'varbitcmp', 'varbit varbit', 'int4', compareBits),
  scalar(1681, 'length', 'bit', 'int4', bitLength),
  scalar(1812, 'bit_length', 'bit', 'int4', bitLength),
  scalar(1682, 'octet_length', 'bit', 'int4', (value: string) => Math.ceil(value.length / 8)),
  scalar(1680, 'substring', 'bit int4 int4', 'bit', substring),
  scalar(1699, 'substring', 'bit int4', 'bit', substringFrom),
  scalar(3030, 'overlay', 'bit bit int4 int4', 'bit', overlay),
  scalar(3031, 'overlay', 'bit bit int4', 'bit', (value: string, replacement: string, start: number) =>
    overlay(value, replacement, start, replacement.length),
  ),
  scalar(1698, 'position', 'bit bit', 'int4', position),
  scalar(3032, 'get_bit', 'bit int4', 'int4', getBit),
  scalar(3033, 'set_bit', 'bit int4 int4', 'bit', setBit),
  scalar(6162, 'bit_count', 'bit', 'int8', bitCount),
  scalar(1683, 'bit', 'int4 int4', 'bit', fromInteger),
  scalar(2075, 'bit', 'int8 int4', 'bit', fromInteger),
  scalar(1684, 'int4', 'bit', 'int4', toInt4),
  scalar(2076, 'int8', 'bit', 'int8', toInt8),
  scalar(1685, 'bit', 'bit int4 bool', 'bit', applyBitModifier),
  scalar(1687, 'varbit', 'varbit int4 bool', 'varbit', applyVarbitModifier),
];

export const bitStringCasts: readonly CastDef[] = [
  { source: 'bit', target: 'varbit', context: 'implicit', method: 'binary' },
  { source: 'varbit', target: 'bit', context: 'implicit', method: 'binary' },
  { source: 'int4', target: 'bit', context: 'explicit', method: { proc: 1683 } },
  { source: 'int8', target: 'bit', context: 'explicit', method: { proc: 2075 } },
  { source: 'bit', target: 'int4', context: 'explicit', method: { proc: 1684 } },
  { source: 'bit', target: 'int8', context: 'explicit', method: { proc: 2076 } },
];
