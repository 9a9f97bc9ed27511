/**
 * Reading the log: frames from the redo point on, put together to transactions.
 *
 * The log ends where the next frame is missing. In a segment that has a successor that must be exactly where the successor says;
 * in the last one it may be anywhere, for a power failure leaves of what was not synced any part. It is damage, and the store is
 * refused, when a whole frame stands behind that place which was written when that place was known to be durable.
 */
import type { FileSystem } from '../host/index.ts';
import { corruption } from './file-errors.ts';
import { joinPath, walFileName } from './format.ts';
import { FIRST_PART, FRAME_HEADER_BYTES, type FrameHeader, frameAt, LAST_PART } from './frame.ts';
import { listSegments } from './log.ts';
import { decodeSegmentHeader, SEGMENT_HEADER_BYTES, type SegmentHeader } from './log-segment.ts';
import { readAll } from './read-all.ts';
import type { RedoPoint } from './redo-point.ts';
import { locationOf, openBytes, type Sealer, type SealerOf } from './sealer.ts';

export interface LogReadOptions {
  readonly files: FileSystem;
  readonly directory: string;
  readonly databaseId: Uint8Array;
  readonly sealerOf: SealerOf;
  /** Told before each segment, with how many have been read and how many there are. */
  readonly onSegment?: ((done: number, total: number) => void) | undefined;
}

/** Called for each whole transaction, with its parts in order. */
export type TransactionReceiver = (parts: readonly Uint8Array[], lsn: number) => void;

export interface LogEnd {
  readonly lsn: number;
  readonly crc: number;
  readonly transactions: number;
  /** Bytes of frames after the redo point. */
  readonly bytes: number;
  /** The segment in which the log ends, to be synced before anything is built on it; null: there is none. */
  readonly lastPath: string | null;
  /** Segments that are of no use: older than the redo point, or not begun. */
  readonly obsolete: readonly string[];
  /** What a torn tail left behind the end: bytes that are not zeros. */
  readonly tornBytes: number;
}

interface OpenSegment {
  readonly path: string;
  readonly lsn: number;
  readonly bytes: Uint8Array;
  readonly header: SegmentHeader;
}

export function readLog(options: LogReadOptions, redo: RedoPoint, receive: TransactionReceiver): LogEnd {
  const { files, directory } = options;
  const all = listSegments(files, directory);
  const firstAt = all.findLastIndex((segment) => segment.lsn <= redo.lsn);
  const names = firstAt < 0 ? all : all.slice(firstAt);
  const obsolete = all.slice(0, Math.max(0, firstAt)).map((segment) => segment.name);
  const reader = new Reader(options, redo, receive);
  for (let i = 0; i < names.length; i++) {
    options.onSegment?.(i, names.length);
    const { name, lsn } = names[i]!;
    const path = joinPath(directory, name);
    // Listed a moment ago: if it is gone, it is as if it had never begun.
    const bytes = readAll(files, path, Number.POSITIVE_INFINITY) ?? new Uint8Array(0);
    const header = decodeSegmentHeader(bytes, options.databaseId, lsn);
    if (header === null) {
      // A segment is used only after its header is durable: the last one may have got no further, but then it is no longer.
      if (i < names.length - 1 || bytes.length > SEGMENT_HEADER_BYTES)
        throw corruption(path, 0, 'the header of the log segment is damaged');
      obsolete.push(name);
      continue;
    }
    reader.segment({ path, lsn, bytes, header });
  }
  return { ...reader.finish(), obsolete };
}

class Reader {
  private readonly options: LogReadOptions;
  private readonly redo: RedoPoint;
  private readonly receive: TransactionReceiver;
  private lsn: number;
  private crc: number;
  private transactions = 0;
  private bytes = 0;
  private parts: Uint8Array[] | null = null;
  private last: OpenSegment | null = null;

  constructor(options: LogReadOptions, redo: RedoPoint, receive: TransactionReceiver) {
    this.options = options;
    this.redo = redo;
    this.receive = receive;
    this.lsn = redo.lsn;
    this.crc = redo.crc;
  }

  segment(segment: OpenSegment): void {
    if (this.last === null) {
      const holdsRedo = segment.lsn <= this.redo.lsn;
      if (this.redo.segment !== null && segment.lsn !== this.redo.segment) throw this.missing();
      if (!holdsRedo) {
        this.mayBegin(segment);
        this.enter(segment);
      }
    } else {
      this.readFrames(this.last, segment.header.previousEnd);
      this.enter(segment);
    }
    this.last = segment;
  }

  private missing(): Error {
    const path = joinPath(this.options.directory, walFileName(this.redo.segment!));
    return corruption(path, null, `the file is missing: the log from position ${this.redo.lsn} on`);
  }

  /** The log began anew after the redo point. */
  private mayBegin(segment: OpenSegment): void {
    if (this.redo.segment !== null || segment.header.previousEnd !== this.redo.lsn) {
      throw corruption(
        segment.path,
        0,
        `the log from position ${this.redo.lsn} to ${segment.header.previousEnd} is missing`,
      );
    }
  }

  private enter(segment: OpenSegment): void {
    this.lsn = segment.lsn + SEGMENT_HEADER_BYTES;
    this.crc = segment.header.crc;
  }

  finish(): Omit<LogEnd, 'obsolete'> {
    const { last } = this;
    let tornBytes = 0;
    if (last !== null) {
      this.readFrames(last, null);
      tornBytes = this.checkTail(last);
    } else if (this.redo.segment !== null) {
      throw this.missing();
    }
    const { lsn, crc, transactions, bytes } = this;
    return { lsn, crc, transactions, bytes, lastPath: last?.path ?? null, tornBytes };
  }

  /** `end`: where the frames of this segment have to end; null when nobody knows. */
  private readFrames(segment: OpenSegment, end: number | null): void {
    const { sealerOf } = this.options;
    const sealer = sealerOf === null ? null : sealerOf(segment.header.salt, 'wal');
    while (end === null || this.lsn < end) {
      const at = this.lsn - segment.lsn;
      const frame = frameAt(segment.bytes, at, this.lsn);
      const follows = frame !== null && frame.previous === this.crc;
      if (!follows) {
        if (end === null) return;
        throw corruption(segment.path, at, 'a frame of the log is damaged, and the log goes on behind it');
      }
      this.frame(segment, at, frame, sealer);
    }
    if (this.lsn !== end) throw corruption(segment.path, end! - segment.lsn, 'the log does not end where it should');
  }

  private frame(segment: OpenSegment, at: number, frame: FrameHeader, sealer: Sealer | null): void {
    const start = at + FRAME_HEADER_BYTES;
    const stored = segment.bytes.subarray(start, start + frame.size);
    const payload = sealer === null ? stored : openBytes(sealer, stored, frame.counter, locationOf(0, frame.lsn));
    if (payload === null) throw corruption(segment.path, at, 'a frame of the log cannot be decrypted');
    if ((frame.flags & FIRST_PART) !== 0) this.parts = [];
    if (this.parts === null) throw corruption(segment.path, at, 'a transaction in the log has no beginning');
    this.parts.push(payload);
    if ((frame.flags & LAST_PART) !== 0) {
      const parts = this.parts;
      this.parts = null;
      this.receive(parts, frame.lsn);
      this.transactions++;
    }
    this.bytes += FRAME_HEADER_BYTES + frame.size;
    this.crc = frame.crc;
    this.lsn += FRAME_HEADER_BYTES + frame.size;
  }

  /** What lies behind the end must not know of it as durable. */
  private checkTail(segment: OpenSegment): number {
    const { bytes } = segment;
    let torn = 0;
    for (let at = this.lsn - segment.lsn; at < bytes.length; at++) {
      if (bytes[at] === 0) continue;
      torn++;
      if (bytes[at] !== FRAME_FIRST_BYTE) continue;
      const frame = frameAt(bytes, at, segment.lsn + at);
      if (frame !== null && frame.synced > this.lsn) {
        const where = this.lsn - segment.lsn;
        throw corruption(
          segment.path,
          where,
          `a frame of the log is damaged, and a whole one stands behind it at ${at}`,
        );
      }
    }
    return torn;
  }
}

/** Of FRAME_MAGIC in the file. */
const FRAME_FIRST_BYTE = 'F'.charCodeAt(0);
