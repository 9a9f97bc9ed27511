/**
 * The binary formats of money, of void, and of the types of system columns: unsigned numbers of 32 and 64 bits, tid, "char", reg*,
 * snapshots.
 */
import { SqlError } from '../../errors/index.ts';
import { canonicalInteger } from '../int8.ts';
import { typeOid } from '../oids.ts';
import { parseSnapshot, snapshotParts } from '../snapshot.ts';
import type { Oid } from '../type-def.ts';
import { type BinaryFormat, badBinary, fixedFormat, insufficientData, signed64 } from './fixed-formats.ts';

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

/** What pg_sleep() and its like give: no bytes, which are not null. */
const nothing = fixedFormat(
  0,
  () => undefined,
  () => '',
);

/** The number of ids, xmin, xmax, the ids: 32 bits for the number, 64 for each of the others. */
const snapshot: BinaryFormat = [
  (value) => {
    const { xmin, xmax, running } = snapshotParts(value as string);
    const buffer = Buffer.allocUnsafe(20 + 8 * running.length);
    buffer.writeInt32BE(running.length, 0);
    [xmin, xmax, ...running].forEach((id, i) => {
      buffer.writeBigUInt64BE(id, 4 + 8 * i);
    });
    return buffer;
  },
  (bytes) => {
    if (bytes.length < 20) throw insufficientData();
    const count = bytes.readInt32BE(0);
    if (count < 0) throw new SqlError('22P03', 'invalid external pg_snapshot data');
    if (bytes.length < 20 + 8 * count) throw insufficientData();
    if (bytes.length > 20 + 8 * count) throw badBinary();
    const ids: bigint[] = [];
    for (let at = 4; at < bytes.length; at += 8) ids.push(bytes.readBigUInt64BE(at));
    const [xmin, xmax, ...running] = ids;
    const ordered = running.every((id, i) => id >= xmin! && id < xmax! && (i === 0 || id >= running[i - 1]!));
    if (xmin === 0n || xmax! < xmin! || !ordered) throw new SqlError('22P03', 'invalid external pg_snapshot data');
    return parseSnapshot(`${xmin}:${xmax}:${running.join(',')}`);
  },
];

/** Types whose values are the OID of something. */
const objectTypes: readonly Oid[] = [
  typeOid.regproc,
  typeOid.regprocedure,
  typeOid.regoper,
  typeOid.regoperator,
  typeOid.regclass,
  typeOid.regtype,
  typeOid.regconfig,
  typeOid.regdictionary,
  typeOid.regnamespace,
  typeOid.regrole,
  typeOid.regcollation,
];
const txidSnapshot = 2970;

export const systemFormats: readonly (readonly [Oid, BinaryFormat])[] = [
  [typeOid.money, signed64],
  [typeOid.oid, unsigned32],
  [typeOid.xid, unsigned32],
  [typeOid.cid, unsigned32],
  [typeOid.xid8, unsigned64],
  [typeOid.pg_lsn, unsigned64],
  [typeOid.tid, tid],
  [typeOid.char, singleByte],
  [typeOid.void, nothing],
  ...objectTypes.map((type) => [type, unsigned32] as const),
  [typeOid.pg_snapshot, snapshot],
  [txidSnapshot, snapshot],
];
