/**
 * Types of system columns: oid, xid, cid, xid8, tid, pg_lsn. Unsigned 32-bit values do not fit an Int32Array, so their
 * vector is float64.
 *
 * A tid's scalar is block × 65536 + offset, an integer below 2^48.
 */
import { compareNumbers, defineType, outputInteger } from './define-type.ts';
import { hashInteger, hashNumber } from './hash.ts';
import { canonicalInteger, type Int8 } from './int8.ts';
import { invalidSyntax, trimSpaces, valueOutOfRange } from './text-scan.ts';
import type { TypeDef } from './type-def.ts';

export const oidMax = 4294967295;

/** An unsigned 32-bit integer; a negative one wraps, as PostgreSQL accepts it. */
export function parseUnsigned(text: string, typeName: string): number {
  const match = /^([+-]?)(\d+)$/.exec(trimSpaces(text));
  if (match === null) throw invalidSyntax(typeName, text);
  const magnitude = Number(match[2]);
  if (match[1] === '-') {
    if (magnitude > 2147483648) throw valueOutOfRange(typeName, text);
    return magnitude === 0 ? 0 : 4294967296 - magnitude;
  }
  if (magnitude > oidMax) throw valueOutOfRange(typeName, text);
  return magnitude;
}

/** strtoul() as xid and cid use it: what is no number is 0, what follows is ignored, what is too large wraps. */
function parseLenient(text: string): number {
  const match = /^\s*([+-]?)(?:0[xX]([0-9a-fA-F]+)|(\d+))/.exec(text);
  if (match === null) return 0;
  const magnitude = match[2] === undefined ? BigInt(match[3]!) : BigInt(`0x${match[2]}`);
  return Number(BigInt.asUintN(32, match[1] === '-' ? -magnitude : magnitude));
}

/** The same for 64 bits, where what is too large is the largest. */
function parseLenient64(text: string): Int8 {
  const match = /^\s*([+-]?)(\d+)/.exec(text);
  if (match === null) return 0;
  const magnitude = BigInt(match[2]!);
  if (magnitude > 18446744073709551615n) return 18446744073709551615n;
  return canonicalInteger(BigInt.asUintN(64, match[1] === '-' ? -magnitude : magnitude));
}

export function tidFromParts(block: number, offset: number): number {
  return block * 65536 + offset;
}

function parseTid(text: string): number {
  const match = /^\s*\(\s*(-?)(\d+),\s*(\d+)\)/.exec(text);
  if (match === null || Number(match[2]) > oidMax || Number(match[3]) > 65535) throw invalidSyntax('tid', text);
  const block = match[1] === '-' ? -Number(match[2]) >>> 0 : Number(match[2]);
  return tidFromParts(block, Number(match[3]));
}

function formatTid(value: number): string {
  return `(${Math.floor(value / 65536)},${value % 65536})`;
}

function parseLsn(text: string): Int8 {
  const match = /^([0-9a-fA-F]{1,8})\/([0-9a-fA-F]{1,8})$/.exec(text);
  if (match === null) throw invalidSyntax('pg_lsn', text);
  return canonicalInteger(BigInt(`0x${match[1]}`) * 4294967296n + BigInt(`0x${match[2]}`));
}

function formatLsn(value: Int8): string {
  const position = BigInt(value);
  return `${(position >> 32n).toString(16)}/${(position & 0xffffffffn).toString(16)}`.toUpperCase();
}

const unsigned = {
  length: 4,
  vector: 'float64',
  scalar: 'number',
  output: outputInteger,
  hash: hashNumber,
} as const;

export const oidTypes: readonly TypeDef[] = [
  defineType({
    ...unsigned,
    oid: 26,
    name: 'oid',
    arrayOid: 1028,
    category: 'N',
    preferred: true,
    input: (text) => parseUnsigned(text, 'oid'),
    compare: compareNumbers,
  }),
  defineType({ ...unsigned, oid: 28, name: 'xid', arrayOid: 1011, category: 'U', input: parseLenient, compare: null }),
  defineType({ ...unsigned, oid: 29, name: 'cid', arrayOid: 1012, category: 'U', input: parseLenient, compare: null }),
  defineType({
    oid: 5069,
    name: 'xid8',
    arrayOid: 271,
    category: 'U',
    length: 8,
    align: 'd',
    vector: 'integer',
    scalar: 'number',
    input: parseLenient64,
    output: outputInteger,
    compare: compareNumbers,
    hash: hashInteger,
  }),
  defineType({
    oid: 27,
    name: 'tid',
    arrayOid: 1010,
    category: 'U',
    length: 6,
    align: 's',
    vector: 'float64',
    scalar: 'number',
    input: parseTid,
    output: formatTid,
    compare: compareNumbers,
    hash: hashNumber,
  }),
  defineType({
    oid: 3220,
    name: 'pg_lsn',
    arrayOid: 3221,
    category: 'U',
    length: 8,
    align: 'd',
    vector: 'integer',
    scalar: 'number',
    input: parseLsn,
    output: formatLsn,
    compare: compareNumbers,
    hash: hashInteger,
  }),
];
