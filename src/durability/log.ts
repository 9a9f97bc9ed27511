/**
 * The log, as it is written: frames one behind the other in segment files. A position in it is an LSN, a count of bytes over all
 * segments. `syncedLsn ≤ appendedLsn`; what lies before syncedLsn is durable.
 *
 * Files are extended with zeros ahead of the frames, so that most syncs have no change of size to record. A write that fails is
 * cut off again and the log goes on (a full disk may have room later). A sync that fails ends the log: nobody knows what of the
 * file is durable then, also if a later sync succeeds.
 *
 * Commits that wait together share a sync: `flushed` gives everybody who came before it starts the same one. While one runs,
 * frames are kept back and written together afterwards, because a write would wait for the sync in the kernel, and everybody with
 * it. Room for them in the file is made at once, so that a full disk is noticed by the commit that meets it.
 */
import { ByteWriter } from '../common/byte-writer.ts';
import { Histogram } from '../common/histogram.ts';
import { type SqlError, sqlError } from '../errors/index.ts';
import type { File, FileSystem, Host } from '../host/index.ts';
import { fileError } from './file-errors.ts';
import { joinPath, SALT_BYTES, walFileName } from './format.ts';
import { FRAME_HEADER_BYTES, finishFrame } from './frame.ts';
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES } from './log-segment.ts';
import type { RedoPoint } from './redo-point.ts';
import { locationOf, type Sealer, type SealerOf, sealBytes } from './sealer.ts';

const FIRST_EXTENT_BYTES = 1 << 16;
const EXTENT_BYTES_MAX = 1 << 20;
/** Seconds. */
const syncBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

export interface LogOptions {
  readonly files: FileSystem;
  readonly host: Host;
  readonly directory: string;
  readonly databaseId: Uint8Array;
  readonly segmentBytes: number;
  readonly sealerOf: SealerOf;
}

interface Waiter {
  readonly lsn: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Log {
  appendedLsn: number;
  syncedLsn: number;
  /** Why the log takes no more; null while it does. */
  failure: SqlError | null = null;
  /** Since it was opened, for statistics: frames and their bytes, writes to the file, calls of sync and how long each took. */
  recordCount = 0;
  writtenBytes = 0;
  writeCount = 0;
  syncCount = 0;
  readonly syncSeconds = new Histogram(syncBounds);
  private readonly options: LogOptions;
  private file: File | null = null;
  private path = '';
  private segmentStart = 0;
  /** Bytes of the file, zeros ahead included. */
  private allocated = 0;
  private lastCrc: number;
  private sealer: Sealer | null = null;
  private counter = 0;
  private readonly frame = new ByteWriter(1 << 12);
  private readonly waiters: Waiter[] = [];
  private syncing = false;
  /** Frames not written yet, one behind the other, and where in the file they go. */
  private pending: Buffer[] = [];
  private pendingAt = 0;

  /** `end`: where recovery found the log to end; `crc` that of its last frame. The first append makes a new segment. */
  constructor(options: LogOptions, end: number, crc: number) {
    this.options = options;
    this.appendedLsn = end;
    this.syncedLsn = end;
    this.lastCrc = crc;
  }

  /** Where a checkpoint of the state at this moment has to go on. */
  get redoPoint(): RedoPoint {
    return { lsn: this.appendedLsn, crc: this.lastCrc, segment: this.file === null ? null : this.segmentStart };
  }

  /** A buffer for one frame's payload. */
  begin(): ByteWriter {
    const { frame } = this;
    frame.length = 0;
    frame.reserve(FRAME_HEADER_BYTES);
    frame.length = FRAME_HEADER_BYTES;
    return frame;
  }

  /** Appends what was written to the buffer of `begin`. On an error the log is as it was. */
  append(flags: number): void {
    if (this.failure !== null) throw this.failure;
    const { frame } = this;
    const overhead = this.options.sealerOf === null ? 0 : 64;
    this.makeRoom(frame.length + overhead);
    const lsn = this.appendedLsn;
    if (this.sealer !== null) this.seal(this.sealer, lsn);
    const crc = finishFrame(frame, lsn, this.syncedLsn, flags, this.lastCrc, this.counter);
    const at = lsn - this.segmentStart;
    this.write(frame, at);
    this.lastCrc = crc;
    this.appendedLsn = lsn + frame.length;
    this.recordCount++;
    this.writtenBytes += frame.length;
  }

  private seal(sealer: Sealer, lsn: number): void {
    const { frame } = this;
    const plain = frame.buffer.subarray(FRAME_HEADER_BYTES, frame.length);
    const sealed = sealBytes(sealer, plain, ++this.counter, locationOf(0, lsn));
    frame.length = FRAME_HEADER_BYTES;
    frame.raw(sealed);
  }

  private write(frame: ByteWriter, at: number): void {
    const end = at + frame.length;
    if (end > this.allocated) this.extend(end);
    if (this.syncing && end <= this.allocated) {
      if (this.pending.length === 0) this.pendingAt = at;
      this.pending.push(Buffer.from(frame.bytes));
      return;
    }
    this.writePending();
    try {
      this.file!.write(frame.buffer, 0, frame.length, at);
      this.writeCount++;
    } catch (error) {
      this.cutTo(at);
      this.syncCut();
      throw fileError(error, 'write', this.path);
    }
    this.allocated = Math.max(this.allocated, end);
  }

  /** Makes the file longer, with zeros, if there is room. If there is none, the frame itself may still fit. */
  private extend(end: number): void {
    const extent = Math.min(EXTENT_BYTES_MAX, Math.max(FIRST_EXTENT_BYTES, this.allocated));
    const target = Math.max(end, Math.min(end + extent, this.options.segmentBytes));
    const zeros = Buffer.alloc(target - this.allocated);
    try {
      this.file!.write(zeros, 0, zeros.length, this.allocated);
      this.allocated = target;
    } catch {
      this.cutTo(this.allocated);
    }
  }

  /** Writes what was kept back. Those commits are visible already, so an error ends the log. */
  writePending(): void {
    if (this.pending.length === 0) return;
    const bytes = this.pending.length === 1 ? this.pending[0]! : Buffer.concat(this.pending);
    this.pending = [];
    try {
      this.file!.write(bytes, 0, bytes.length, this.pendingAt);
      this.writeCount++;
    } catch (error) {
      throw this.fail(fileError(error, 'write', this.path));
    }
  }

  /** Takes the end of the file off again, after a write that failed. */
  private cutTo(at: number): void {
    try {
      this.file!.truncate(at);
      this.allocated = at;
    } catch (error) {
      this.fail(fileError(error, 'write', this.path));
    }
  }

  /** All of a frame may have arrived, though its commit has failed: after a power failure it must not be there. */
  private syncCut(): void {
    if (this.failure !== null) return;
    this.syncCount++;
    try {
      this.file!.sync();
    } catch (error) {
      this.fail(fileError(error, 'sync', this.path));
      return;
    }
    this.reached(this.appendedLsn);
  }

  /** Takes back the frames from `mark` on: parts of a transaction whose last part could not be written. */
  rewind(mark: LogMark): void {
    if (this.failure !== null) return;
    this.lastCrc = mark.crc;
    if (mark.segmentStart === this.segmentStart) {
      this.appendedLsn = mark.lsn;
      this.dropPending(mark.lsn - this.segmentStart);
      this.cutTo(mark.lsn - this.segmentStart);
      return;
    }
    this.pending = [];
    // Parts went over into other segments: go on in a new one, which says where the log before it ended.
    this.appendedLsn = mark.lsn;
    this.file?.close();
    this.file = null;
    this.void = true;
  }
  /** Forgets the frames kept back from the place on. */
  private dropPending(from: number): void {
    let at = this.pendingAt;
    const kept = this.pending.findIndex((frame) => {
      const isAfter = at >= from;
      at += frame.length;
      return isAfter;
    });
    if (kept >= 0) this.pending.length = kept;
  }

  /** Segments were made that are to be void: the next one starts behind them. */
  private void = false;

  mark(): LogMark {
    return { lsn: this.appendedLsn, crc: this.lastCrc, segmentStart: this.segmentStart };
  }

  private makeRoom(size: number): void {
    if (this.file !== null) {
      const used = this.appendedLsn - this.segmentStart;
      if (used === SEGMENT_HEADER_BYTES || used + size <= this.options.segmentBytes) return;
      // What follows in another file must not become durable before what is in this one.
      this.flush();
      this.file.close();
      this.file = null;
    }
    this.newSegment();
  }

  private newSegment(): void {
    const { files, directory, databaseId, host, sealerOf } = this.options;
    const previousEnd = this.appendedLsn;
    if (this.void) this.dropFrom(previousEnd);
    // Names are positions: no two segments may begin at the same one.
    const lsn = (Math.floor(previousEnd / 4096) + 1) * 4096;
    const path = joinPath(directory, walFileName(lsn));
    const salt = host.randomBytes(SALT_BYTES);
    const header = encodeSegmentHeader(databaseId, lsn, previousEnd, salt);
    let file: File | null = null;
    try {
      file = files.open(path, 'create');
      file.write(header.bytes, 0, header.bytes.length, 0);
      file.sync();
      files.syncDirectory(directory);
    } catch (error) {
      if (file !== null) this.removeFailed(file);
      throw fileError(error, 'write', path);
    }
    this.file = file;
    this.path = path;
    this.segmentStart = lsn;
    this.allocated = SEGMENT_HEADER_BYTES;
    this.appendedLsn = lsn + SEGMENT_HEADER_BYTES;
    // The header is durable, and all before it.
    this.syncedLsn = this.appendedLsn;
    this.lastCrc = header.crc;
    this.sealer = sealerOf === null ? null : sealerOf(salt, 'wal');
    this.counter = 0;
  }

  /** What cannot be removed now is removed before the next segment is made. */
  private removeFailed(file: File): void {
    file.close();
    try {
      this.options.files.remove(file.path);
    } catch {
      this.void = true;
    }
  }

  /** Removes segments that began after the position. */
  private dropFrom(end: number): void {
    const { files, directory } = this.options;
    try {
      for (const { lsn, name } of listSegments(files, directory))
        if (lsn > end) files.remove(joinPath(directory, name));
      files.syncDirectory(directory);
    } catch (error) {
      throw fileError(error, 'remove', directory);
    }
    this.void = false;
  }

  // Making it durable.

  /** Everything appended is durable when it returns. */
  flush(): void {
    if (this.failure !== null) throw this.failure;
    if (this.syncedLsn >= this.appendedLsn || this.file === null) return;
    const target = this.appendedLsn;
    this.syncCount++;
    this.writePending();
    const { host } = this.options;
    const began = host.monotonicMs();
    try {
      this.file.sync();
    } catch (error) {
      throw this.fail(fileError(error, 'sync', this.path));
    }
    this.syncSeconds.observe((host.monotonicMs() - began) / 1000);
    this.reached(target);
  }

  /** Resolves when everything before the position is durable. */
  flushed(lsn: number): Promise<void> {
    if (this.failure !== null) return Promise.reject(this.failure);
    if (lsn <= this.syncedLsn) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.waiters.push({ lsn, resolve, reject });
      if (!this.syncing) this.syncLater();
    });
  }

  private syncLater(): void {
    const { file } = this;
    if (file === null) {
      this.reached(this.appendedLsn);
      return;
    }
    try {
      this.writePending();
    } catch {
      // Everybody who waits has been told.
      return;
    }
    const target = this.appendedLsn;
    this.syncing = true;
    this.syncCount++;
    const { host } = this.options;
    const began = host.monotonicMs();
    file.syncLater().then(
      () => {
        this.syncing = false;
        this.syncSeconds.observe((host.monotonicMs() - began) / 1000);
        this.reached(target);
        if (this.waiters.length > 0) this.syncLater();
      },
      (error: unknown) => {
        this.syncing = false;
        // A segment that was left has been synced as a whole before.
        if (file !== this.file && target <= this.syncedLsn) {
          if (this.waiters.length > 0) this.syncLater();
        } else this.fail(fileError(error, 'sync', this.path));
      },
    );
  }

  private reached(lsn: number): void {
    if (this.failure !== null) return;
    if (lsn > this.syncedLsn) this.syncedLsn = lsn;
    const { waiters } = this;
    let kept = 0;
    for (const waiter of waiters) {
      if (waiter.lsn <= this.syncedLsn) waiter.resolve();
      else waiters[kept++] = waiter;
    }
    waiters.length = kept;
  }

  /** The log takes no more. */
  fail(error: unknown): SqlError {
    const reason = error instanceof Error ? error.message : String(error);
    this.failure ??= sqlError('io_error', `the database is read-only, because its log cannot be trusted: ${reason}`, {
      detail: 'Commits that were not acknowledged before this error may or may not be durable.',
      hint: 'Restart the database: it then has what is durable.',
    });
    for (const waiter of this.waiters) waiter.reject(this.failure);
    this.waiters.length = 0;
    this.pending = [];
    return this.failure;
  }

  close(): void {
    this.file?.close();
    this.file = null;
  }
}

export interface LogMark {
  readonly lsn: number;
  readonly crc: number;
  readonly segmentStart: number;
}

/** The segments in a directory, by position. */
export function listSegments(files: FileSystem, directory: string): { readonly lsn: number; readonly name: string }[] {
  const segments: { lsn: number; name: string }[] = [];
  for (const name of files.list(directory)) {
    if (name.startsWith('wal-')) segments.push({ lsn: Number.parseInt(name.slice(4), 16), name });
  }
  return segments.sort((a, b) => a.lsn - b.lsn);
}
