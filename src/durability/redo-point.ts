/** Where in the log a checkpoint ends: u64 lsn, u32 crc of the frame before, u8 has segment, u64 start of the log's segment. */
import type { ByteReader } from '../common/byte-reader.ts';
import type { ByteWriter } from '../common/byte-writer.ts';

export interface RedoPoint {
  /** Frames from here on are not in the checkpoint. */
  readonly lsn: number;
  /** Of the frame (or segment header) before it: frames are chained. */
  readonly crc: number;
  /** Start of the log segment that the position is in; null: there was none. */
  readonly segment: number | null;
}

export function writeRedoPoint(out: ByteWriter, redo: RedoPoint): void {
  out.u64(redo.lsn);
  out.u32(redo.crc);
  out.u8(redo.segment === null ? 0 : 1);
  out.u64(redo.segment ?? 0);
}

export function readRedoPoint(input: ByteReader): RedoPoint {
  const lsn = input.u64();
  const crc = input.u32();
  const hasSegment = input.u8() === 1;
  const segment = input.u64();
  return { lsn, crc, segment: hasSegment ? segment : null };
}
