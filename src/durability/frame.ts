/**
 * Frames of the log, 40 bytes of header and the payload:
 *
 *   magic u32 · size u32 (of the payload as stored) · lsn u64 · synced u64 · flags u32 · previous crc u32 · counter u32 · crc u32
 *
 * lsn       the frame's own position, so that a frame in another place does not pass
 * synced    up to where the log was known to be durable when the frame was written: damage before it is no torn tail
 * flags     1 first part of a transaction, 2 last part; one frame can be both
 * previous  crc of the frame before, or of the segment's header: what is left of a log that was cut does not go on from here
 * counter   with a key, the number of the sealed block in its segment; 0 without
 * crc       of the header (without itself) and the payload
 */
import { ByteReader } from '../common/byte-reader.ts';
import type { ByteWriter } from '../common/byte-writer.ts';
import { crc32 } from '../common/crc32.ts';
import { FRAME_MAGIC } from './format.ts';

export const FRAME_HEADER_BYTES = 40;
export const FIRST_PART = 1;
export const LAST_PART = 2;

/** Payloads are cut near this; one row may be longer. */
export const PART_BYTES = 1 << 20;

export interface FrameHeader {
  readonly size: number;
  readonly lsn: number;
  readonly synced: number;
  readonly flags: number;
  readonly previous: number;
  readonly counter: number;
  readonly crc: number;
}

/** Writes the header into the room that was left for it at the start of the buffer; the crc of the frame. */
export function finishFrame(
  frame: ByteWriter,
  lsn: number,
  synced: number,
  flags: number,
  previous: number,
  counter: number,
): number {
  const end = frame.length;
  frame.length = 0;
  frame.u32(FRAME_MAGIC);
  frame.u32(end - FRAME_HEADER_BYTES);
  frame.u64(lsn);
  frame.u64(synced);
  frame.u32(flags);
  frame.u32(previous);
  frame.u32(counter);
  const crc = frameCrc(frame.buffer, 0, end);
  frame.u32(crc);
  frame.length = end;
  return crc;
}

function frameCrc(bytes: Uint8Array, start: number, end: number): number {
  const crc = crc32(bytes, start, start + FRAME_HEADER_BYTES - 4, 0);
  return crc32(bytes, start + FRAME_HEADER_BYTES, end, crc);
}

/** The header of a whole and undamaged frame at `at`, where the log's position is `lsn`; null if there is none. */
export function frameAt(bytes: Uint8Array, at: number, lsn: number): FrameHeader | null {
  if (at + FRAME_HEADER_BYTES > bytes.length) return null;
  const input = new ByteReader(bytes, at);
  if (input.u32() !== FRAME_MAGIC) return null;
  const size = input.u32();
  const found = input.u64();
  if (found !== lsn || at + FRAME_HEADER_BYTES + size > bytes.length) return null;
  const synced = input.u64();
  const flags = input.u32();
  const previous = input.u32();
  const counter = input.u32();
  const crc = input.u32();
  if (frameCrc(bytes, at, at + FRAME_HEADER_BYTES + size) !== crc) return null;
  return { size, lsn: found, synced, flags, previous, counter, crc };
}
