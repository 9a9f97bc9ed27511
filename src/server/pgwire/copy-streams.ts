/** COPY on the wire ("Message Flow → COPY Operations"): CopyData of the client as a queue, CopyData for the client. */
import type { CopyInput, CopyOutput } from '../../session/index.ts';
import type { MessageWriter } from './message-writer.ts';

const shortBytes = 4096;
/** More than this waiting, and the client is not read from. */
const queueBytesMax = 262_144;

export class CopyQueue implements CopyInput {
  private readonly pieces: Buffer[] = [];
  /** Those before it are gone. */
  private taken = 0;
  private bytes = 0;
  private ended = false;
  private failure: Error | null = null;
  private wake: (() => void) | null = null;
  /** Called before the statement waits for data, and when there is room again. */
  private readonly wanted: () => void;

  constructor(wanted: () => void) {
    this.wanted = wanted;
  }

  /** The client may send more. */
  get hasRoom(): boolean {
    return this.bytes < queueBytesMax;
  }
  /** CopyDone or CopyFail has come. */
  get complete(): boolean {
    return this.ended || this.failure !== null;
  }

  data(piece: Buffer): void {
    if (piece.length === 0) return;
    this.pieces.push(piece);
    this.bytes += piece.length;
    this.call();
  }
  done(): void {
    this.ended = true;
    this.call();
  }
  /** The statement fails with it. */
  fail(error: Error): void {
    this.failure = error;
    this.call();
  }
  private call(): void {
    const { wake } = this;
    this.wake = null;
    wake?.();
  }

  take(): Buffer | 'end' | null {
    if (this.bytes === 0) {
      if (this.failure !== null) throw this.failure;
      return this.ended ? 'end' : null;
    }
    const { pieces } = this;
    if (this.taken === 0 && pieces.length > 1 && this.bytes / pieces.length < shortBytes) {
      // Clients that send each line by itself: short pieces are better taken together.
      const joined = Buffer.concat(pieces);
      pieces.length = 0;
      this.taken = 0;
      this.bytes = 0;
      return joined;
    }
    const piece = pieces[this.taken++]!;
    this.bytes -= piece.length;
    if (this.bytes === 0) {
      pieces.length = 0;
      this.taken = 0;
    }
    return piece;
  }
  whenReady(wake: () => void): void {
    if (this.pieces.length > 0 || this.complete) wake();
    else {
      this.wake = wake;
      this.wanted();
    }
  }
}

export function beginCopyIn(writer: MessageWriter, columnCount: number, binary: boolean): void {
  formats(writer, 'G', columnCount, binary);
}

export function beginCopyOut(writer: MessageWriter, columnCount: number, binary: boolean): CopyOutput {
  formats(writer, 'H', columnCount, binary);
  return {
    line: (text) => writer.copyData(text),
    data: (bytes) => writer.copyBytes(bytes),
    end: () => writer.empty('c'),
  };
}

/** The same for all columns. */
function formats(writer: MessageWriter, type: 'G' | 'H', columnCount: number, binary: boolean): void {
  const format = binary ? 1 : 0;
  writer.begin(type).byte(format).int16(columnCount);
  for (let i = 0; i < columnCount; i++) writer.int16(format);
  writer.end();
}
