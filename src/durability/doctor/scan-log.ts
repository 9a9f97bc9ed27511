/** The log segment by segment: every frame, and every place where one should be and is not. */
import { joinPath } from '../format.ts';
import { FRAME_HEADER_BYTES, frameAt, LAST_PART } from '../frame.ts';
import { listSegments } from '../log.ts';
import { type LogReadOptions, readLog } from '../log-reader.ts';
import { decodeSegmentHeader, SEGMENT_HEADER_BYTES, type SegmentHeader } from '../log-segment.ts';
import { readAll } from '../read-all.ts';
import type { RedoPoint } from '../redo-point.ts';
import type { Findings } from './findings.ts';

export interface LogReport {
  readonly segments: number;
  /** Behind the redo point. */
  readonly frames: number;
  readonly transactions: number;
  readonly bytes: number;
  /** Left of what was being written when the process or the machine ended; no damage. */
  readonly tornBytes: number;
  /** Whole transactions behind damage, which cannot be replayed. */
  readonly transactionsLost: number;
}

interface Segment {
  readonly name: string;
  readonly lsn: number;
  readonly bytes: Uint8Array;
  readonly header: SegmentHeader | null;
}

export function scanLog(options: LogReadOptions, redo: RedoPoint, findings: Findings): LogReport {
  const segments = segmentsFrom(options, redo, findings);
  let frames = 0;
  let whole = 0;
  for (let i = 0; i < segments.length; i++) {
    const counted = scanSegment(segments[i]!, redo, segments[i + 1]?.header ?? null, i < segments.length - 1, findings);
    frames += counted.frames;
    whole += counted.transactions;
  }
  let transactions = 0;
  let bytes = 0;
  let tornBytes = 0;
  // What recovery itself makes of it is what counts; it stops at the first damage.
  findings.attempt(() => {
    const end = readLog(options, redo, () => transactions++);
    ({ bytes, tornBytes } = end);
  });
  if (tornBytes > 0) findings.note(`the log ends with ${tornBytes} bytes of a frame that was never finished`);
  return {
    segments: segments.length,
    frames,
    transactions,
    bytes,
    tornBytes,
    transactionsLost: Math.max(0, whole - transactions),
  };
}

function segmentsFrom(options: LogReadOptions, redo: RedoPoint, findings: Findings): Segment[] {
  const all = listSegments(options.files, options.directory);
  const first = all.findLastIndex(({ lsn }) => lsn <= redo.lsn);
  for (const { name } of all.slice(0, Math.max(0, first))) findings.note(`${name} is older than the last checkpoint`);
  return (first < 0 ? all : all.slice(first)).map(({ name, lsn }) => {
    const bytes = readAll(options.files, joinPath(options.directory, name), Number.POSITIVE_INFINITY)!;
    const header = decodeSegmentHeader(bytes, options.databaseId, lsn);
    if (header === null && bytes.length > SEGMENT_HEADER_BYTES) {
      findings.damage(name, 0, 'the header of the log segment is damaged');
    }
    return { name, lsn, bytes, header };
  });
}

function scanSegment(
  segment: Segment,
  redo: RedoPoint,
  next: SegmentHeader | null,
  hasNext: boolean,
  findings: Findings,
): { frames: number; transactions: number } {
  const { bytes, lsn, name } = segment;
  const start = redo.lsn > lsn ? redo.lsn - lsn : SEGMENT_HEADER_BYTES;
  const end = next === null ? bytes.length : Math.min(bytes.length, next.previousEnd - lsn);
  let frames = 0;
  let transactions = 0;
  for (let at = start; at < end; ) {
    const frame = frameAt(bytes, at, lsn + at);
    if (frame !== null) {
      frames++;
      if ((frame.flags & LAST_PART) !== 0) transactions++;
      at += FRAME_HEADER_BYTES + frame.size;
      continue;
    }
    const behind = nextFrame(bytes, at + 1, end, lsn);
    const knows = behind !== null && behind.synced > lsn + at;
    // Behind the end of the last segment anything may lie that does not know of this place.
    if (!knows && !(hasNext && next !== null)) break;
    findings.damage(name, at, 'a frame of the log is damaged, and the log goes on behind it');
    if (behind === null) break;
    at = behind.at;
  }
  return { frames, transactions };
}

function nextFrame(bytes: Uint8Array, from: number, end: number, lsn: number): { at: number; synced: number } | null {
  for (let at = bytes.indexOf(FIRST_BYTE, from); at >= 0 && at < end; at = bytes.indexOf(FIRST_BYTE, at + 1)) {
    const frame = frameAt(bytes, at, lsn + at);
    if (frame !== null) return { at, synced: frame.synced };
  }
  return null;
}

const FIRST_BYTE = 'F'.charCodeAt(0);
