/** The binary formats of money and of the types of system columns: unsigned numbers of 32 and 64 bits, tid, "char". */
import { canonicalInteger } from '../../types/int8.ts';
import { typeOid } from '../../types/oids.ts';
import type { Oid } from '../../types/type-def.ts';
import { type BinaryFormat, fixedFormat } from './fixed-formats.ts';

const unsigned32 = fixedFormat(
  4,
  (buffer, value) => buffer.writeUInt32BE(value as number),
  (bytes) => bytes.readUInt32BE(),
);
const unsigned64 = fixedFormat(
  8,
  (buffer, value) => buffer.writeBigUInt64BE(BigInt(value as number | bigint)),
  (bytes) => canonicalInteger(bytes.readBigUInt64BE()),
);
const money = fixedFormat(
  8,
  (buffer, value) => buffer.writeBigInt64BE(BigInt(value as number | bigint)),
  (bytes) => canonicalInteger(bytes.readBigInt64BE()),
);
const tid = fixedFormat(
  6,
  (buffer, value) => buffer.writeUIntBE(value as number, 0, 6),
  (bytes) => bytes.readUIntBE(0, 6),
);
/** One byte; the zero byte is the empty string. */
const singleByte = fixedFormat(
  1,
  (buffer, value) => buffer.writeUInt8(value === '' ? 0 : (value as string).charCodeAt(0)),
  (bytes) => (bytes[0] === 0 ? '' : String.fromCharCode(bytes[0]!)),
);

export const systemFormats: readonly (readonly [Oid, BinaryFormat])[] = [
  [typeOid.money, money],
  [typeOid.xid, unsigned32],
  [typeOid.cid, unsigned32],
  [typeOid.xid8, unsigned64],
  [typeOid.pg_lsn, unsigned64],
  [typeOid.tid, tid],
  [typeOid.char, singleByte],
];
