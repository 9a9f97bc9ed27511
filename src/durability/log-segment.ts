/**
 * A segment of the log: a header of 72 bytes, then frames. Its name is the position of its first byte.
 *
 *   magic 8 · version u32 · flags u32 (1: sealed) · database id 16 · lsn u64 · end of the log before u64 · salt 16 · zero u32 · crc u32
 *
 * The position at which the log before this segment ended is what recovery expects to find there: less is damage, and what lies
 * behind it in the older file is void.
 */
import { ByteReader } from '../common/byte-reader.ts';
import { ByteWriter } from '../common/byte-writer.ts';
import { crc32 } from '../common/crc32.ts';
import { DATABASE_ID_BYTES, FORMAT_VERSION, SALT_BYTES, WAL_MAGIC } from './format.ts';

export const SEGMENT_HEADER_BYTES = 72;

export interface SegmentHeader {
  readonly lsn: number;
  readonly previousEnd: number;
  readonly salt: Uint8Array;
  readonly crc: number;
}

export function encodeSegmentHeader(
  databaseId: Uint8Array,
  lsn: number,
  previousEnd: number,
  salt: Uint8Array,
): { readonly bytes: Uint8Array; readonly crc: number } {
  const out = new ByteWriter(SEGMENT_HEADER_BYTES);
  out.raw(WAL_MAGIC);
  out.u32(FORMAT_VERSION);
  out.u32(0);
  out.raw(databaseId);
  out.u64(lsn);
  out.u64(previousEnd);
  out.raw(salt);
  out.u32(0);
  const crc = crc32(out.buffer, 0, out.length, 0);
  out.u32(crc);
  return { bytes: out.bytes, crc };
}

/** null: no whole header of this database's segment at `lsn` is there. */
export function decodeSegmentHeader(bytes: Uint8Array, databaseId: Uint8Array, lsn: number): SegmentHeader | null {
  if (bytes.length < SEGMENT_HEADER_BYTES) return null;
  const input = new ByteReader(bytes);
  if (!Buffer.from(input.raw(WAL_MAGIC.length)).equals(WAL_MAGIC)) return null;
  const version = input.u32();
  input.u32();
  const id = Buffer.from(input.raw(DATABASE_ID_BYTES));
  const found = input.u64();
  const previousEnd = input.u64();
  const salt = input.raw(SALT_BYTES);
  input.u32();
  const crc = input.u32();
  if (crc32(bytes, 0, SEGMENT_HEADER_BYTES - 4, 0) !== crc) return null;
  if (version !== FORMAT_VERSION || found !== lsn || !id.equals(databaseId)) return null;
  return { lsn, previousEnd, salt, crc };
}
